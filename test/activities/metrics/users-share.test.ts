import { expect, test } from '@jest/globals';
import { usersShare } from '../../../activities/metrics/users-share.js';
import { planOf } from '../../domain/planned.js';

const begun = 1_000_000;

/** The canary had 20 % of 100 requests a second until `healedMs` after the weight was written, and 60 % since. */
async function shareAfter(ms: number, healedMs: number) {
  const windows: number[] = [];
  const sampleBy = (query: string, _label: string, at: Date) => {
    const windowMs = Number(/\[(\d+)ms\]/.exec(query)?.[1]);
    const isCanary = query.includes('"v2"');
    const sinceMs = at.getTime() - windowMs - begun;
    const before = Math.max(0, Math.min(ms, healedMs) - sinceMs) / 10;
    const after = (windowMs - before * 10) / 10;
    if (isCanary) windows.push(windowMs);
    return Promise.resolve({ ingress: isCanary ? before * 0.2 + after * 0.6 : before * 0.8 + after * 0.4 });
  };
  const unasked = () => Promise.reject(new Error('not asked'));
  const metrics = { sampleBy, sample: unasked, sampleOwn: unasked };
  const { signal } = new AbortController();
  const asked = { metrics, plan: planOf(), at: new Date(begun + ms), signal };
  const share = await usersShare({ weight: 60, previous: 20, from: begun }, asked);
  return { windows, reached: share.reached, measured: Math.round(share.measured ?? Number.NaN) };
}

test('the share is counted since the weight came into force, but for the first two seconds', async () => {
  expect(await shareAfter(30_000, 0)).toEqual({ windows: [28_000], reached: 'yes', measured: 60 });
  expect(await shareAfter(600_000, 0)).toEqual({ windows: [598_000], reached: 'yes', measured: 60 });
});

test('a mesh that has not heard of the weight has not reached it, however long that lasts', async () => {
  expect(await shareAfter(50_000, 50_000)).toMatchObject({ reached: 'no', measured: 20 });
  expect(await shareAfter(600_000, 600_000)).toEqual({ windows: [598_000, 60_000], reached: 'no', measured: 20 });
});

test('a mesh that has heard of it late has reached it a minute after', async () => {
  expect(await shareAfter(600_000, 570_000)).toMatchObject({ reached: 'no' });
  expect(await shareAfter(600_000, 540_000)).toEqual({ windows: [598_000, 60_000], reached: 'yes', measured: 60 });
});

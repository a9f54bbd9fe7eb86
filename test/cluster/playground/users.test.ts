import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { StreamCounts } from '../../../playground/cluster/users-counts.js';
import { eventually, inPod, kubectl, playground } from './playground-command.js';
import '../patience.js';

type Counts = Record<string, StreamCounts>;

async function counts(): Promise<Counts> {
  return (JSON.parse((await playground(['traffic', '--json'])).stdout) as { streams: Counts }).streams;
}

/** What the users get from now on, until each stream, or those named, has got so many answers. */
async function got(least: number, ...wanted: string[]): Promise<Record<string, { requests: number; failed: number }>> {
  const before = await counts();
  const found = await eventually(async () => {
    const after = await counts();
    const gain = (name: string, key: 'requests' | 'failed') => (after[name]?.[key] ?? 0) - (before[name]?.[key] ?? 0);
    const gains = Object.keys(after).map((name): [string, { requests: number; failed: number }] => [
      name,
      { requests: gain(name, 'requests'), failed: gain(name, 'failed') },
    ]);
    const meant = gains.filter(([name]) => wanted.length === 0 || wanted.includes(name));
    return meant.every(([, { requests }]) => requests >= least) ? Object.fromEntries(gains) : undefined;
  });
  if (!found) throw new Error(`not all users got ${least} answers: ${JSON.stringify([before, await counts()])}`);
  return found;
}

async function behave(change: Record<string, unknown>): Promise<void> {
  const args = ['exec', '-n', 'bookinfo', 'deploy/reviews-v1', '-c', 'reviews', '--'];
  await kubectl([
    ...args,
    'curl',
    '-sf',
    '-X',
    'PATCH',
    '-d',
    JSON.stringify(change),
    'http://127.0.0.1:9100/behaviour',
  ]);
}

beforeAll(() => playground(['reset']));
afterAll(async () => {
  await playground(['mtls', 'permissive']);
  await playground(['reset']);
});

test('users of every kind get answers, and none fails', async () => {
  const streams = await got(3);
  expect(Object.keys(streams).toSorted()).toEqual([
    'edge',
    'edge-shop',
    'edge-tester',
    'grpc-ratings',
    'keepalive-reviews',
    'mesh-reviews',
    'mesh-tester',
  ]);
  expect(Object.values(streams).filter(({ failed }) => failed > 0)).toEqual([]);
});

test('the counts tell by version who answered', async () => {
  const { byVersion, byStatus } = (await counts())['mesh-reviews'] ?? {};
  expect(Object.keys(byVersion ?? {})).toEqual(['v1']);
  expect(Object.keys(byStatus ?? {})).toEqual(['200']);
});

test('what a misbehaving version does to users is counted, and reset ends it', async () => {
  // Exactly half of all that reaches the pod; how much of it is these users' follows the rhythms of all streams, so no share of
  // theirs is judged: some fail, and not all.
  await behave({ errorRate: 0.5 });
  const { requests = 0, failed = 0 } = (await got(100, 'mesh-reviews'))['mesh-reviews'] ?? {};
  console.log(`of every second answer that failed these users got ${failed} of ${requests}`);
  expect([failed > 0, failed < requests]).toEqual([true, true]);
  expect((await playground(['reset'])).exitCode).toBe(0);
  expect(await eventually(async () => (await got(20, 'mesh-reviews'))['mesh-reviews']?.failed === 0)).toBe(true);
  const good = (await got(60, 'mesh-reviews'))['mesh-reviews'];
  expect(good).toEqual({ requests: expect.any(Number), failed: 0 });
});

test('under strict mutual TLS the mesh goes on, and a client without a sidecar is refused', async () => {
  const bare = () =>
    inPod('sleep-bare', [
      'sh',
      '-c',
      'curl -s -m 3 -o /dev/null -w "%{http_code}" http://reviews:9080/reviews/7; true',
    ]);
  expect(await bare()).toBe('200');
  expect((await playground(['mtls', 'strict'])).exitCode).toBe(0);
  expect(await eventually(async () => (await bare()) === '000')).toBe(true);
  const streams = await got(2);
  expect(Object.entries(streams).filter(([, { failed }]) => failed > 0)).toEqual([]);
  expect((await playground(['mtls', 'permissive'])).exitCode).toBe(0);
  expect(await eventually(async () => (await bare()) === '200')).toBe(true);
});

test('mtls takes two modes', async () => {
  const { exitCode, stderr } = await playground(['mtls', 'loose']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining('permissive, strict') });
});

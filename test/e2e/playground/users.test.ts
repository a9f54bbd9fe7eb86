import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { StreamCounts } from '../../../playground/cluster/users-counts.js';
import { eventually, inPod, kubectl, playground } from './playground-command.js';

type Counts = Record<string, StreamCounts>;

async function counts(): Promise<Counts> {
  return (JSON.parse((await playground(['traffic', '--json'])).stdout) as { streams: Counts }).streams;
}

/** What the users got in `seconds`. */
async function got(seconds: number): Promise<Record<string, { requests: number; failed: number }>> {
  const before = await counts();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const after = await counts();
  const gain = (name: string, key: 'requests' | 'failed') => (after[name]?.[key] ?? 0) - (before[name]?.[key] ?? 0);
  return Object.fromEntries(
    Object.keys(after).map((name) => [name, { requests: gain(name, 'requests'), failed: gain(name, 'failed') }]),
  );
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

beforeAll(() => playground(['reset']), 60_000);
afterAll(async () => {
  await playground(['mtls', 'permissive']);
  await playground(['reset']);
}, 60_000);

test('users of every kind get answers, and none fails', async () => {
  const streams = await got(5);
  expect(Object.keys(streams).toSorted()).toEqual([
    'edge',
    'edge-shop',
    'edge-tester',
    'grpc-ratings',
    'keepalive-reviews',
    'mesh-reviews',
    'mesh-tester',
  ]);
  for (const { requests, failed } of Object.values(streams)) {
    expect(requests).toBeGreaterThan(2);
    expect(failed).toBe(0);
  }
}, 30_000);

test('the counts tell by version who answered', async () => {
  const { byVersion, byStatus } = (await counts())['mesh-reviews'] ?? {};
  expect(Object.keys(byVersion ?? {})).toEqual(['v1']);
  expect(Object.keys(byStatus ?? {})).toEqual(['200']);
});

test('what a misbehaving version does to users is counted, and reset ends it', async () => {
  // Exact over all 30 requests a second to the pod; which stream they fall on follows the streams' rhythms. Of 15 failures
  // the others' 10 requests can take 10 at most or none, so these users' 20 get from 5 to 15.
  await behave({ errorRate: 0.5 });
  const bad = (await got(5))['mesh-reviews'];
  expect((bad?.failed ?? 0) / (bad?.requests ?? 1)).toBeGreaterThan(0.2);
  expect((bad?.failed ?? 0) / (bad?.requests ?? 1)).toBeLessThan(0.8);
  expect((await playground(['reset'])).exitCode).toBe(0);
  await eventually(async () => (await got(1))['mesh-reviews']?.failed === 0);
  const good = (await got(3))['mesh-reviews'];
  expect(good).toEqual({ requests: expect.any(Number), failed: 0 });
}, 90_000);

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
  const streams = await got(4);
  expect(Object.entries(streams).filter(([, { requests, failed }]) => failed > 0 || requests < 2)).toEqual([]);
  expect((await playground(['mtls', 'permissive'])).exitCode).toBe(0);
  expect(await eventually(async () => (await bare()) === '200')).toBe(true);
}, 90_000);

test('mtls takes two modes', async () => {
  const { exitCode, stderr } = await playground(['mtls', 'loose']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining('permissive, strict') });
});

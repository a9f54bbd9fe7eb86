import { expect, test } from '@jest/globals';
import { evidenceFor } from '../../../activities/metrics/evidence.js';
import { planOf, specOf } from '../../domain/planned.js';

/** The windows of all queries about the check of reviews v2 (30 s), asked so long after the evidence begins. */
async function windows(sinceMs: number): Promise<string[]> {
  const asked: string[] = [];
  const metrics = {
    sample: (query: string) => {
      asked.push(...[...query.matchAll(/\[(\d+ms)\]/g)].map(([, window = '']) => window));
      return Promise.resolve({ kind: 'no-data' as const });
    },
    scraped: () => Promise.reject(new Error('not asked')),
    sampleOwn: () => Promise.reject(new Error('not asked')),
  };
  const at = new Date(1_000_000);
  const { signal } = new AbortController();
  const [check] = specOf().checks;
  if (!check) throw new Error('the spec has no check');
  await evidenceFor(check, { metrics, plan: planOf(), weight: 50, at, from: at.getTime() - sinceMs, signal });
  return [...new Set(asked)];
}

test('a check looks back over its window, but not to before the evidence begins', async () => {
  expect(await windows(60_000)).toEqual(['30000ms']);
  expect(await windows(30_000)).toEqual(['30000ms']);
  expect(await windows(4000)).toEqual(['4000ms']);
});

test('stable is compared with while it has users', async () => {
  const asked: string[] = [];
  const metrics = {
    sample: (query: string) => {
      asked.push(query);
      return Promise.resolve({ kind: 'number' as const, value: 1 });
    },
    scraped: () => Promise.reject(new Error('not asked')),
    sampleOwn: () => Promise.reject(new Error('not asked')),
  };
  const [check] = specOf().checks;
  if (!check) throw new Error('the spec has no check');
  const input = { metrics, plan: planOf(), at: new Date(1_000_000), from: 0, signal: new AbortController().signal };
  const of = (queries: string[], version: string) => queries.filter((query) => query.includes(`"${version}"`));
  expect(await evidenceFor(check, { ...input, weight: 99 })).toHaveProperty('stable');
  expect(of(asked.splice(0), 'v1')).not.toEqual([]);
  expect(await evidenceFor(check, { ...input, weight: 100 })).not.toHaveProperty('stable');
  expect(of(asked, 'v1')).toEqual([]);
});

test('before the evidence begins there is none', async () => {
  expect(await windows(0)).toEqual(['1ms']); // in which nothing is ever scraped twice
  expect(await windows(-500)).toEqual(['1ms']);
});

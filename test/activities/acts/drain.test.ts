import { afterEach, expect, jest, test } from '@jest/globals';
import { drain } from '../../../activities/acts/drain.js';
import { Trouble } from '../../../activities/trouble.js';
import type { Sample } from '../../../domain/check.js';
import { planOf, specOf } from '../../domain/planned.js';
import { conduct, World } from './world.js';

const fence = { release: 'release/1', since: 0, epoch: 1 };
const trouble = 'Prometheus at http://x: its answer does not count, since it warns: a store is away';
const begun = 1_000_000_000_000;

afterEach(() => {
  jest.restoreAllMocks();
});

/**
 * A drain of 45 s, in which each look takes `every`: what Prometheus answers `seconds` after its begin, the time of the oldest
 * scrape in the same seconds.
 */
async function draining(answer: (seconds: number) => { scraped?: number; requests?: number } | string, every = 15_000) {
  const world = new World();
  let [clock, looks] = [begun, 0];
  jest.spyOn(Date, 'now').mockImplementation(() => clock);
  const number = (value: number | undefined): Sample =>
    value === undefined ? { kind: 'no-data' } : { kind: 'number', value };
  world.ports.metrics.sample = (query, at) => {
    const isFirst = query.startsWith('min(timestamp(');
    if (isFirst) [clock, looks] = [clock + every, looks + 1];
    const answered = answer((at.getTime() - begun) / 1000);
    if (typeof answered === 'string') return Promise.reject(new Trouble('Unavailable', answered));
    const { scraped, requests } = answered;
    return Promise.resolve(number(isFirst && scraped !== undefined ? begun / 1000 + scraped : requests));
  };
  const act = { kind: 'drain' as const, version: 'stable' as const, deadline: begun + 45_000 };
  const { detail } = (await drain(world.ports)({ fence, act, spec: specOf(), plan: planOf() }, conduct())) as {
    detail?: string;
  };
  return { detail, looks };
}

const quiet = 'no more requests reach v1';

test('who was never called is quiet, once a caller could have been seen', async () => {
  expect(await draining(() => ({}), 2000)).toEqual({ detail: quiet, looks: 3 });
});

test('quiet is what was scraped since, and had grown by nothing: whatever the interval', async () => {
  const scrapedEach = (interval: number, offset: number) => (now: number) => {
    const scraped = Math.floor((now - offset) / interval) * interval + offset;
    return { scraped, requests: scraped - interval < 0 ? 100 : 0 }; // the last one came as it began
  };
  expect(await draining(scrapedEach(1, 0), 2000)).toEqual({ detail: quiet, looks: 3 });
  expect(await draining(scrapedEach(15, 7))).toEqual({ detail: quiet, looks: 3 });
  expect(await draining(scrapedEach(60, 50))).toEqual({
    detail: `nobody can tell whether requests still reach v1: Prometheus has not scraped its callers' proxies since`,
    looks: 3,
  });
});

test('requests that still come are counted and told', async () => {
  expect(await draining((now) => ({ scraped: now, requests: 12.2 }))).toEqual({
    detail: `requests still reach v1: 12 when its callers' proxies were scraped last`,
    looks: 3,
  });
});

test('a Prometheus that does not tell is not taken for quiet: it is asked until the deadline, and said to be', async () => {
  expect(await draining(() => trouble)).toEqual({
    detail: `nobody can tell whether requests still reach v1: ${trouble}`,
    looks: 3,
  });
});

test('once it tells, it is heard', async () => {
  const found = await draining((now) => (now < 20 ? trouble : { scraped: now, requests: 0 }));
  expect(found).toEqual({ detail: quiet, looks: 3 });
});

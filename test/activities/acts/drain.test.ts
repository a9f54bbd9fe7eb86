import { afterEach, expect, jest, test } from '@jest/globals';
import { drain } from '../../../activities/acts/drain.js';
import { Trouble } from '../../../activities/trouble.js';
import { planOf, specOf } from '../../domain/planned.js';
import { conduct, World } from './world.js';

const fence = { release: 'release/1', since: 0, epoch: 1 };
const trouble = 'Prometheus at http://x: its answer does not count, since it warns: a store is away';
const begun = 1_000_000_000_000;

afterEach(() => {
  jest.restoreAllMocks();
});

/** When the callers' proxies were scraped last, and before that; what they had counted in between. Seconds from the drain's begin. */
interface Scrapes {
  scraped: number;
  before: number;
  requests: number;
}

/** A drain of 75 s, in which each look takes `every`: what Prometheus answers `seconds` after its begin; nothing of nobody. */
async function draining(answer: (seconds: number) => Scrapes | string | undefined, every = 25_000) {
  const world = new World();
  let [clock, looks] = [begun, 0];
  jest.spyOn(Date, 'now').mockImplementation(() => clock);
  world.ports.metrics.sample = (query, at) => {
    const isOfScrapes = query.startsWith('min(timestamp(');
    if (isOfScrapes && !query.includes('@')) [clock, looks] = [clock + every, looks + 1];
    const told = answer((at.getTime() - begun) / 1000);
    if (told === undefined) return Promise.resolve({ kind: 'no-data' });
    if (typeof told === 'string') return Promise.reject(new Trouble('Unavailable', told));
    const scrape = begun / 1000 + (query.includes('@') ? told.before : told.scraped);
    return Promise.resolve({ kind: 'number', value: isOfScrapes ? scrape : told.requests });
  };
  const act = { kind: 'drain' as const, version: 'stable' as const, deadline: begun + 75_000 };
  const { detail } = (await drain(world.ports)({ fence, act, spec: specOf(), plan: planOf() }, conduct())) as {
    detail?: string;
  };
  return { detail, looks };
}

const quiet = 'no more requests reach v1';
const unsure = 'nobody can tell whether requests still reach v1:';

test('who was never called is quiet, once a caller could have been seen', async () => {
  expect(await draining(() => undefined, 2000)).toEqual({ detail: quiet, looks: 3 });
});

test('quiet is what was scraped since, and had grown by nothing since the scrape before', async () => {
  /** Each `interval`, and first `offset` after it began, when the last request came. */
  const scrapedEach = (interval: number, offset: number) => (now: number) => {
    const scraped = Math.floor((now - offset) / interval) * interval + offset;
    const before = scraped - Math.max(3, interval);
    return { scraped, before, requests: before < 0 && scraped >= 0 ? 100 : 0 };
  };
  expect(await draining(scrapedEach(1, 0), 2000)).toEqual({ detail: quiet, looks: 3 });
  expect(await draining(scrapedEach(15, 7))).toEqual({ detail: quiet, looks: 2 });
  expect(await draining(scrapedEach(30, 20))).toEqual({ detail: quiet, looks: 3 });
  expect(await draining(scrapedEach(60, 50))).toEqual({
    detail: `${unsure} Prometheus has not scraped all of its callers' proxies twice since users were sent elsewhere`,
    looks: 3,
  });
});

test('requests that still come are counted and told', async () => {
  expect(await draining((now) => ({ scraped: now, before: now - 3, requests: 12.2 }))).toEqual({
    detail: `requests still reach v1: 12 between the last two scrapes of its callers' proxies`,
    looks: 3,
  });
});

test('a Prometheus that does not tell is not taken for quiet: it is asked until the deadline, and said to be', async () => {
  expect(await draining(() => trouble)).toEqual({ detail: `${unsure} ${trouble}`, looks: 3 });
});

test('once it tells, it is heard', async () => {
  const found = await draining((now) => (now < 30 ? trouble : { scraped: now, before: now - 3, requests: 0 }));
  expect(found).toEqual({ detail: quiet, looks: 3 });
});

import type { Scenario, Takes } from './scenario.js';

const good = (rate: number, share: number, releases: number): Scenario => ({
  table: 'good',
  name: `${rate}/s, ${percent(share)} fail`,
  ...{ rate, stable: share, canary: share, releases },
});

const bad = (rate: number, stable: number, canary: number, releases: number): Scenario => ({
  table: 'bad',
  name: `${rate}/s, ${percent(stable)} to ${percent(canary)}`,
  ...{ rate, stable, canary, releases },
});

/** Of 200 requests a second that take 20 ms in the median, seen each five seconds: as often proxies tell their histograms. */
const timed = (table: 'alike' | 'slow', name: string, takes: Takes, releases: number): Scenario => ({
  ...good(200, 0, releases),
  ...{ table, name, takes, scrape: 5 },
});

/** What is tried: releases of two alike versions, some in trouble that both share, and releases of a worse one. */
export function scenarios(releases: number): Scenario[] {
  const few = Math.ceil(releases / 10);
  return [
    ...[2, 20, 200, 2000].flatMap((rate) => [0, 0.001, 0.01].map((share) => good(rate, share, releases))),
    ...odd(releases),
    ...[20, 200, 2000].flatMap((rate) => [
      bad(rate, 0.001, 0.01, few),
      bad(rate, 0.001, 0.05, few),
      bad(rate, 0, 1, few),
    ]),
    timed('alike', 'as fast', (ms) => ms, few),
    timed('alike', 'a tenth slower', (ms) => ms * 1.1, few),
    timed('alike', 'a millisecond slower', (ms) => ms + 1, few),
    timed('slow', 'twice as slow', (ms) => ms * 2, few),
    timed('slow', '2 % take a second more', (ms, chance) => (chance() < 0.02 ? ms + 1000 : ms), few),
    timed('slow', '1 % take 300 ms more', (ms, chance) => (chance() < 0.01 ? ms + 300 : ms), few),
    timed('slow', 'wider, with the same median', (ms) => median * (ms / median) ** wider, few),
    timed('slow', 'wider, with the same mean', (ms) => sameMean * (ms / median) ** wider, few),
  ];
}

/** Alike versions that both have the same trouble. */
function odd(releases: number): Scenario[] {
  const of = (name: string, rest: Partial<Scenario>): Scenario => ({
    ...good(200, 0.001, releases),
    ...{ table: 'odd', name },
    ...rest,
  });
  return [
    ...[20, 200, 2000].flatMap((rate) =>
      [3, 10].map((burst) => of(`${rate}/s, failures in bursts of ${burst}`, { rate, burst })),
    ),
    ...([1, 5, 15] as const).flatMap((scrape) => [
      of(`an outage of both, 30 % for a minute, scraped each ${scrape} s`, { common: 'outage', scrape }),
      of(`blips of both, 20 % for 3 s each minute, scraped each ${scrape} s`, { common: 'blips', scrape }),
      of(`both drift from 0.1 to 2 %, scraped each ${scrape} s`, { common: 'drift', scrape }),
    ]),
    of('the canary gets half as much again as asked', { shareFactor: 1.5 }),
  ];
}

/** A sigma of 1 for the usual 0.6, around the usual median or one that leaves the mean as it was. */
const [median, wider] = [20, 1 / 0.6];
const sameMean = median * Math.exp((0.6 ** 2 - 1) / 2);

const percent = (share: number) => `${Number((share * 100).toPrecision(3))} %`;

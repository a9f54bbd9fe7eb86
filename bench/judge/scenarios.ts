import type { Scenario } from './scenario.js';

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

/** What is tried: releases of two alike versions, some in trouble that both share, and releases of a worse one. */
export function scenarios(releases: number): Scenario[] {
  const odd = (rest: Partial<Scenario> & { name: string }): Scenario => ({
    ...good(200, 0.001, releases),
    ...{ table: 'odd' },
    ...rest,
  });
  return [
    ...[2, 20, 200, 2000].flatMap((rate) => [0, 0.001, 0.01].map((share) => good(rate, share, releases))),
    odd({ name: 'failures in bursts of 3', burst: 3 }),
    odd({ name: 'failures in bursts of 10', burst: 10 }),
    odd({ name: 'an outage of both, 30 % for a minute', common: 'outage' }),
    odd({ name: 'the same, scraped each 15 s', common: 'outage', scrape: 15 }),
    odd({ name: 'blips of both, 20 % for 3 s each minute', common: 'blips' }),
    odd({ name: 'both drift from 0.1 to 2 %', common: 'drift' }),
    odd({ name: 'the canary gets half as much again as asked', shareFactor: 1.5 }),
    ...[20, 200, 2000].flatMap((rate) => [
      bad(rate, 0.001, 0.01, Math.ceil(releases / 10)),
      bad(rate, 0.001, 0.05, Math.ceil(releases / 10)),
      bad(rate, 0, 1, Math.ceil(releases / 10)),
    ]),
  ];
}

const percent = (share: number) => `${Number((share * 100).toPrecision(3))} %`;

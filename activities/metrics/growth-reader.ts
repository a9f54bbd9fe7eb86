import { grown, type Growth, type Known, knownAfter, knownOf } from '../../domain/judgement/growth.js';
import type { MetricsSource } from './metrics-source.js';
import { range } from './promql.js';

/** A scrape is kept under the second in which it began; Prometheus waits ten seconds for it, unless told otherwise. */
const settleSeconds = 15;
/** How much is asked for at once of what was not read yet. */
const chunkSeconds = 300;
/** What is old is read in these steps: stable's past is half an hour, and every scrape of it would be a lot. */
const stepSeconds = 15;
/** Scrapes come at least as often; what nobody scraped for so long is gone. */
const [latestMs, goneMs] = [300_000, 900_000];

/** Reads by how much counters grow, from look to look; what it gives depends on the scrapes alone, not on when one looks. */
export interface GrowthReader {
  /** Reads what was scraped until `at`. A read that fails loses nothing: the next one reads it. */
  read: (at: Date, signal: AbortSignal) => Promise<void>;
  /** All that was read until then (seconds since 1970), and was not taken before. */
  take: (until: number) => Growth[];
  /** What was read and not taken; of the last seconds scrapes may still be missing. */
  rest: () => Growth[];
}

/** Until when a release that begins then may be read coarsely: its first look already finds all of that settled. */
export const coarseBefore = (begins: number): number =>
  Math.floor((begins - 1 - settleSeconds) / stepSeconds) * stepSeconds;

/** Until when no scrape can come any more of what is read now, in whole seconds since 1970. */
export const settledAt = (at: Date): number => Math.floor(at.getTime() / 1000) - settleSeconds;

/** What is read, and from when; times in whole seconds since 1970. */
interface Reading {
  /** A PromQL selector. */
  counters: string;
  upTo: number;
  /** Until then not every scrape is read, but every fifteenth second; of `coarseBefore`. */
  coarseUntil: number;
  /** Whether it matters between which scrapes something grew. */
  isTimed: boolean;
}

/** A reader of counters. */
export function growthReader(
  metrics: MetricsSource,
  { counters, coarseUntil, isTimed, ...from }: Reading,
): GrowthReader {
  let { upTo } = from;
  let known: Known | undefined;
  let settled: Growth[] = [];
  let fresh: Growth[] = [];

  const readTo = async (until: number, settledTo: number, signal: AbortSignal): Promise<void> => {
    const before = (known ??= await knownAt(metrics, { counters, isTimed }, { at: new Date(upTo * 1000), signal }));
    const steps = until <= coarseUntil ? `:${range(stepSeconds * 1000)}` : '';
    const query = `${counters}[${range((until - upTo) * 1000)}${steps}]`;
    const series = await metrics.scraped(query, new Date(until * 1000), signal);
    // Whoever appears is new, unless nobody was known: then Prometheus may be the one who is new.
    const growths = grown(series, before, before.scraped.size > 0 ? -Infinity : Infinity);
    settled.push(...growths.filter(({ at }) => at <= settledTo));
    fresh = growths.filter(({ at }) => at > settledTo);
    known = knownAfter(series, before, settledTo);
    upTo = settledTo;
  };

  return {
    async read(at, signal) {
      const seconds = at.getTime() / 1000;
      for (;;) {
        const chunk = upTo < coarseUntil ? Math.min(coarseUntil, upTo + chunkSeconds) : upTo + chunkSeconds;
        if (chunk > settledAt(at)) break;
        await readTo(chunk, chunk, signal);
      }
      await readTo(seconds, Math.max(upTo, settledAt(at)), signal);
    },
    take(until) {
      const taken = settled.filter((growth) => growth.at <= until);
      settled = settled.filter((growth) => growth.at > until);
      return taken;
    },
    rest: () => [...settled, ...fresh],
  };
}

async function knownAt(
  metrics: MetricsSource,
  { counters, isTimed }: Pick<Reading, 'counters' | 'isTimed'>,
  { at, signal }: { at: Date; signal: AbortSignal },
): Promise<Known> {
  const [last, latest] = await Promise.all([
    metrics.scraped(`last_over_time(${counters}[${range(goneMs)}])`, at, signal),
    isTimed ? metrics.scraped(`${counters}[${range(latestMs)}]`, at, signal) : [],
  ]);
  return knownOf(last, latest);
}

export type Table = 'good' | 'odd' | 'bad' | 'alike' | 'slow';

/** One kind of release, of which many are judged. Shares are 0 to 1, times in seconds since the release began. */
export interface Scenario {
  /** Which table it belongs to, and its row there. */
  table: Table;
  name: string;
  /** Requests a second, of both versions together. */
  rate: number;
  stable: number;
  /** What the canary fails, from `from` on; as stable before. */
  canary: number;
  from?: number;
  /** Failures of a version come in bursts of so many on average, sizes geometric; 1: one by one. */
  burst?: number;
  /** What happens to both versions alike. */
  common?: Trouble;
  /** So many times the weight is what the canary really gets. */
  shareFactor?: number;
  /** Seconds between scrapes. */
  scrape?: number;
  /** How long a request to the canary takes that would take stable so long; without it nothing is timed. Milliseconds. */
  takes?: Takes;
  releases: number;
}

/** `chance`: a number from 0 to 1 at random. */
export type Takes = (ms: number, chance: () => number) => number;
export type Trouble = 'none' | 'outage' | 'blips' | 'drift';

/** How long stable is known before the release begins, and how often it is looked at in that time, as in a release. */
export const [pastSeconds, pastScrape] = [1800, 15];
export const stepSeconds = 60;
export const steps = 10;

/** Percent. The users of a release of ten steps. */
export const weightAt = (second: number): number =>
  second < 0 ? 0 : Math.min(100, 10 * (1 + Math.floor(second / stepSeconds)));

/** The share of requests that fail for a reason that both versions have. */
export function commonFailures({ common = 'none' }: Scenario, second: number): number {
  switch (common) {
    case 'outage':
      return second >= 200 && second < 260 ? 0.3 : 0;
    case 'blips':
      return second % 60 >= 30 && second % 60 < 33 ? 0.2 : 0;
    case 'drift':
      return second < 0 ? 0 : (0.019 * second) / (steps * stepSeconds);
    case 'none':
      return 0;
  }
}

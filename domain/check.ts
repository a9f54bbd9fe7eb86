import type { Threshold } from './threshold.js';

/** A rule on a metric of the canary. */
export type Check = CheckOptions & {
  name: string;
  threshold: Threshold;
} & (
    | { metric: 'success-rate' }
    | { metric: 'p99' }
    /** The guard on the whole service: the share of users' requests that found a pod to answer them. */
    | { metric: 'answered' }
    /** The person's own PromQL, with {{parameters}} that are filled in and escaped. */
    | { metric: 'query'; query: string }
  );

export interface CheckOptions {
  /** How far back each sample looks. */
  windowMs: number;
  /** How many samples in a row must fail before the check does. */
  failures: number;
  /** Fewer requests of the canary in the window say nothing; undefined: what the threshold needs. */
  minRequests?: number;
  /** How much worse than stable in the same window the canary may be, in the metric's unit; undefined: not compared. */
  tolerance?: number;
}

/** What a query answered. NaN counts as no data. */
export type Sample = { kind: 'number'; value: number } | { kind: 'no-data' } | { kind: 'many'; series: number };

/** What was seen in one window, for one check. */
export interface Evidence {
  canary: Sample;
  /** Undefined where stable has no users: there is nothing to compare with. */
  stable?: Sample;
  /** The canary's requests in the window; undefined: nobody counts them, and a number is evidence by itself. */
  requests?: Sample;
}

export type Verdict = 'pass' | 'fail' | 'inconclusive';

/** A verdict with the reason that a person reads. */
export interface Judgement {
  verdict: Verdict;
  reason: string;
}

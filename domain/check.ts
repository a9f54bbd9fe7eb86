import type { Threshold } from './threshold.js';

/** A rule of the spec on the canary. */
export type Check = Limit | QueryCheck;

/** A limit on the canary's requests: on the share that may fail, or on how long 99 of 100 may take, in milliseconds. */
export interface Limit {
  name: string;
  metric: 'success-rate' | 'p99';
  threshold: Threshold;
}

/** The person's own PromQL, asked for windows of time. */
export interface QueryCheck {
  name: string;
  metric: 'query';
  /** With {{parameters}} that are filled in and escaped. */
  query: string;
  /** What its number must be to pass. */
  threshold: Threshold;
  /** What it must be to fail; between the two nothing is known. Undefined: whatever does not pass. */
  fails?: Threshold;
  /** How far back each sample looks. */
  windowMs: number;
  /** How many windows in a row, none of which overlap, must fail before the check does. */
  failures: number;
  /** Fewer requests of the canary in the window say nothing; undefined: a number is evidence by itself. */
  minRequests?: number;
  /** How much worse than stable in the same window the canary may be; undefined: not compared. */
  tolerance?: Tolerance;
}

/** In the query's own unit, or as a part of stable's figure (0.1 is a tenth of it). */
export type Tolerance = { of: 'unit' | 'stable'; value: number };

/** What is limited. `answered` is no check of a spec, but always looked at: whether users' requests find a pod at all. */
export type Metric = Check['metric'] | 'answered';

/** Whether it is judged by all requests since the canary has users, and not by windows. */
export const isLimit = (check: Check): check is Limit => check.metric !== 'query';

/** What a query answered. NaN counts as no data. */
export type Sample = { kind: 'number'; value: number } | { kind: 'no-data' } | { kind: 'many'; series: number };

/** What was seen in one window, for one query. */
export interface WindowSeen {
  canary: Sample;
  /** Undefined where stable has no users: there is nothing to compare with. */
  stable?: Sample;
  /** The canary's requests in the window; undefined where nobody has to count them. */
  requests?: number;
}

export type Verdict = 'pass' | 'fail' | 'inconclusive';

/** A verdict with the reason that a person reads. */
export interface Judgement {
  verdict: Verdict;
  reason: string;
}

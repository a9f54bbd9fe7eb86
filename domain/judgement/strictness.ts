import type { Mattering } from './totals.js';

/** How sure and how strict the judge is. */
export interface Strictness {
  /** One good release in so many may be taken back. */
  falseRollbacks: number;
  mattering: Mattering;
  /** Undefined: latency is not compared. */
  slowness?: Slowness;
  /** The share of all the service's requests, 0 to 1, that may fail for the canary at the next weight. */
  addedFailures: number;
  /** One in so many raises of the weight may be wrong about that. */
  wrongRaises: number;
  /** Requests of the canary in each step. */
  leastRequests: number;
}

/** What of a slower canary is nothing to take a release back for. */
export interface Slowness {
  /** So many times as many slow requests as stable has, 1 or more. */
  tolerated: number;
  /** Requests that take no longer than this, in milliseconds. */
  ignoredMs: number;
}

/** Nobody has to tune it. */
export const usualStrictness = {
  falseRollbacks: 1000,
  mattering: { least: 0.0005, ofStable: 0.25 },
  slowness: { tolerated: 1.5, ignoredMs: 10 },
  addedFailures: 0.005,
  wrongRaises: 20,
  leastRequests: 10,
} satisfies Strictness;

/** What a release makes of the judge. */
export interface Judging {
  /** `observe`: what the judge says is reported, and nothing follows from it. */
  mode: 'act' | 'observe';
  strictness: Strictness;
}

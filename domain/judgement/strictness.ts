import type { Mattering } from './totals.js';

/** How sure and how strict the judge is. */
export interface Strictness {
  /** One good release in so many may be taken back. */
  falseRollbacks: number;
  mattering: Mattering;
  /** The share of all the service's requests, 0 to 1, that may fail for the canary at the next weight. */
  addedFailures: number;
  /** One in so many raises of the weight may be wrong about that. */
  wrongRaises: number;
  /** Requests of the canary in each step. */
  leastRequests: number;
}

/** Nobody has to tune it. */
export const usualStrictness: Strictness = {
  falseRollbacks: 1000,
  mattering: { least: 0.0005, ofStable: 0.25 },
  addedFailures: 0.005,
  wrongRaises: 20,
  leastRequests: 10,
};

import type { LoadCounts } from '../../domain/load-verdict.js';
import type { Answered } from '../../domain/probe-verdict.js';
import type { LoadTest, ProbeRequest } from '../../domain/release-spec.js';

/** What came back for one request. */
export interface ProbeAnswer extends Answered {
  milliseconds: number;
}

/** How far a load test is; a new worker goes on from here. */
export type LoadProgress = LoadCounts;

/** Sends requests to the canary from inside the cluster. Requests are at least once; arguments never pass a shell. */
export interface Prober {
  /** One request after another, each with its own time limit. */
  send(requests: ProbeRequest[], signal: AbortSignal): Promise<ProbeAnswer[]>;
  /** One short batch of the test beyond `progress`; answers the progress after it. */
  load(test: LoadTest, progress: LoadProgress, signal: AbortSignal): Promise<LoadProgress>;
  /** Takes away what sending needed (the temporary Service, a pod of our own). */
  close(signal: AbortSignal): Promise<void>;
}

import type { LiveState, ReleaseHandle } from '../client/sluice.js';
import { countUsers, type Users } from './users.js';
import type { Cluster } from '../playground/cluster/cluster.js';

/** Where the demo is shown. */
export interface Stage {
  show(state: LiveState, users: Users): void;
  /** Leaves the last view where it stands. */
  end(): void;
}

/** A release from begin to end, and what its users got in this time. */
export interface Shown {
  state: LiveState;
  seconds: number;
  users: Users;
}

/** Follows the release to its end before the person's eyes. */
export async function showRelease(handle: ReleaseHandle, cluster: Cluster, stage: Stage): Promise<Shown> {
  const users = await countUsers(cluster);
  let last: LiveState | undefined;
  let seen: Users = { requests: 0, failed: 0 };
  for await (const state of handle.watch()) {
    seen = await users().catch(() => seen); // the view goes on, also while the users' own pods are not to be reached
    stage.show(state, seen);
    last = state;
  }
  stage.end();
  if (!last?.outcome) throw new Error(`${handle.id} was not seen to its end`);
  const ended = last.journal.at(-1)?.at ?? last.since;
  return { state: last, seconds: Math.round((ended - last.since) / 100) / 10, users: await users() };
}

/** What users got at a weight, at the end of its hold: the canary's share in percent, of so many requests. */
export interface MeasuredStep {
  weight: number;
  measured: number;
  requests: number;
}

/** What users got at each weight. */
export function measuredSteps({ journal }: LiveState): MeasuredStep[] {
  const byWeight = new Map<number, MeasuredStep>();
  for (const { report } of journal) {
    const { asked: weight = 0, measured, total: requests = 0 } = report?.share ?? {};
    if (weight === 0 || measured === undefined) continue;
    byWeight.set(weight, { weight, measured: Math.round(measured * 10) / 10, requests: Math.round(requests) });
  }
  return [...byWeight.values()];
}

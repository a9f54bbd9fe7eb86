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

/** The share that users got at each weight, at the end of its hold. */
export function measuredSteps({ journal }: LiveState): { weight: number; measured: number }[] {
  const byWeight = new Map<number, number>();
  for (const { report } of journal) {
    const { asked = 0, measured } = report?.share ?? {};
    if (asked > 0 && measured !== undefined) byWeight.set(asked, Math.round(measured * 10) / 10);
  }
  return [...byWeight].map(([weight, measured]) => ({ weight, measured }));
}

import type { Client } from '@temporalio/client';
import type { ActKind } from '../../../domain/act.js';
import { eventually } from '../playground/playground-command.js';
import type { Hand } from './crew.js';

/** A worker's death: what it was at, and when, in milliseconds since 1970. */
export interface Death {
  what: string;
  hand: Hand;
  at: number;
}

/** The `PendingActivityState` of an activity that a worker has. */
const started = 2;

/** Waits until a worker runs the act, and answers how Temporal names that worker. */
export async function runningNow(client: Client, release: string, kind: ActKind): Promise<string> {
  const identity = await eventually(async () => {
    const { raw } = await client.workflow.getHandle(release).describe();
    const found = raw.pendingActivities?.find(
      ({ activityType, state }) => activityType?.name === kind && Number(state) === started,
    );
    return found?.lastWorkerIdentity;
  }, 600);
  if (!identity) throw new Error(`nobody runs ${kind}`);
  return identity;
}

/** How long after each kill, in milliseconds, another worker did the next thing for the release. */
export async function takenOver(client: Client, release: string, kills: Death[]): Promise<Record<string, number>> {
  const { events } = await client.workflow.getHandle(release).fetchHistory();
  const done = (events ?? []).flatMap(
    ({ eventTime, activityTaskStartedEventAttributes, workflowTaskStartedEventAttributes }) => {
      const { identity } = activityTaskStartedEventAttributes ?? workflowTaskStartedEventAttributes ?? {};
      const at = Number(eventTime?.seconds ?? 0) * 1000 + (eventTime?.nanos ?? 0) / 1e6;
      return identity ? [{ identity, at }] : [];
    },
  );
  return Object.fromEntries(
    kills.map(({ what, hand, at }) => {
      const [next] = done
        .filter((each) => each.at > at && !each.identity.startsWith(`${hand.worker.pid}@`))
        .toSorted((one, other) => one.at - other.at);
      return [what, Math.round((next?.at ?? Number.NaN) - at)];
    }),
  );
}

import { defaultPayloadConverter, type WorkflowExecutionDescription } from '@temporalio/client';
import { summary } from '../domain/load-verdict.js';
import type { ReleaseState } from '../domain/release-state.js';
import { textField } from '../domain/text-field.js';
import { isReport, type WatchReport } from '../domain/watch-report.js';

/** A release's state, with what its running activity told since. */
export interface LiveState extends ReleaseState {
  /** How far the running act is. */
  progress?: string;
  /** Nobody answers any more, since when, in milliseconds since 1970: the rest is what was known then. */
  silent?: { since: number; why: string };
}

type Pending = NonNullable<WorkflowExecutionDescription['raw']['pendingActivities']>[number];

/** The `PendingActivityState` of an activity that something else has taken the place of. */
const cancelRequested = 3;

/** Merges what Temporal knows of the activity that runs: its last heartbeat, and the failure that it is tried again for. */
export function liveState(state: ReleaseState, { raw }: Pick<WorkflowExecutionDescription, 'raw'>): LiveState {
  const { running } = state;
  if (running?.kind !== 'act') return state;
  const pending = raw.pendingActivities?.find(
    (each) => each.activityType?.name === running.act.kind && Number(each.state) !== cancelRequested,
  );
  return pending ? { ...state, ...told(state, pending), ...failing(state, pending) } : state;
}

function told({ report, running }: ReleaseState, { heartbeatDetails }: Pending): Partial<LiveState> {
  const [payload] = heartbeatDetails?.payloads ?? [];
  if (!payload || running?.kind !== 'act') return {};
  const details = defaultPayloadConverter.fromPayload<unknown>(payload);
  if (running.act.kind === 'watch') {
    if (!isReport(details) || details.at <= (report?.at ?? 0)) return {};
    const { tally: _, ...seen }: WatchReport & { tally?: unknown } = details; // for the next attempt alone
    return { report: seen };
  }
  const progress = textField(details, 'waitingFor') ?? (isCounts(details) ? summary(details) : undefined);
  return progress === undefined ? {} : { progress };
}

function isCounts(details: unknown): details is Parameters<typeof summary>[0] {
  return typeof details === 'object' && details !== null && 'sent' in details && 'byStatus' in details;
}

function failing({ trouble }: ReleaseState, { lastFailure, attempt, scheduledTime }: Pending): Partial<LiveState> {
  if (!lastFailure || trouble) return {};
  const since = Number(scheduledTime?.seconds ?? 0) * 1000;
  return { trouble: { what: lastFailure.message ?? 'it failed', since, attempts: Math.max(1, (attempt ?? 1) - 1) } };
}

/** Whether the workflow still runs. */
export function isRunning({ status }: Pick<WorkflowExecutionDescription, 'status'>): boolean {
  return status.name === 'RUNNING';
}

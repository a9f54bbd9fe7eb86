import { ActivityCancellationType, isCancellation, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.js';
import { type ActInput, type ActKind, type Finding, isTakingBack } from '../domain/act.js';
import { permanentFailures } from '../domain/failure.js';
import { actQueue, watchQueue } from '../domain/message.js';
import { showAct } from '../domain/show-act.js';

/** What is over in moments, and writes: on the queue that is kept free for it. All else may take long. */
const short: ActKind[] = ['deploy', 'admit', 'shift', 'decommission', 'putBack', 'finish'];

/** How long a write tries before it says that it waits: longer each time, since each telling is kept in the history. */
const patience = ['5s', '10s', '30s', '60s'] as const;

const activities = proxyActivities<Record<ActKind & keyof Activities, (input: ActInput) => Promise<Finding>>>({
  startToCloseTimeout: '24h',
  heartbeatTimeout: '2s', // a worker that is silent for as long is taken for dead
  retry: {
    initialInterval: '100ms',
    backoffCoefficient: 2,
    maximumInterval: '1s',
    nonRetryableErrorTypes: permanentFailures,
  },
  cancellationType: ActivityCancellationType.TRY_CANCEL, // an abort waits for nothing
});

/** Within the workflow task, which is kept open meanwhile: commands wait for it, so it has one try of 0.4 s. */
const within = proxyLocalActivities<Pick<typeof activities, 'shift'>>({
  scheduleToStartTimeout: '10ms', // where so many are taken back at once, it is no gain
  startToCloseTimeout: '400ms',
  scheduleToCloseTimeout: '410ms', // far from the task's own two seconds: one that outlives them begins anew, its commands unanswered
  retry: { maximumAttempts: 1 },
});

/** Runs the act, which has been tried in vain `attempt` times. */
export async function perform(input: ActInput, attempt: number, mayBeWithin: boolean): Promise<Finding> {
  if (!isTakingBack(input.act) || attempt > 0 || !mayBeWithin) return performOutside(input, attempt);
  try {
    return await within.shift(input); // spares stable's users two turns through Temporal
  } catch (cause) {
    if (isCancellation(cause)) throw cause;
    return performOutside(input, attempt);
  }
}

function performOutside(input: ActInput, attempt: number): Promise<Finding> {
  const { act } = input;
  const summary = showAct(act);
  const activity = activities[act.kind];
  if (!short.includes(act.kind)) return activity.executeWithOptions({ taskQueue: watchQueue, summary }, [input]);
  const scheduleToCloseTimeout = patience[Math.min(attempt, patience.length - 1)] ?? '60s';
  const limits = { taskQueue: actQueue, startToCloseTimeout: '4s', scheduleToCloseTimeout, summary } as const;
  return activity.executeWithOptions(limits, [input]);
}

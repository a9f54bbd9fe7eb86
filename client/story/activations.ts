import type { Act, ActInput, Finding } from '../../domain/act.js';
import { commandFrom, commandNames } from '../../domain/command.js';
import { hasShape, isNumber, isText } from '../../domain/has-shape.js';
import { observedSignal, supersedeSignal, turnSignal } from '../../domain/message.js';
import type { Happening } from '../../domain/release-event.js';
import { supersederFrom } from '../../domain/superseded.js';
import { isReport } from '../../domain/watch-report.js';
import { firstValue } from './payload.js';
import type { Run, RunEvent } from './runs.js';
import { troubleOf } from './trouble.js';

/** What the workflow was told at one moment: by one task of Temporal's. */
export interface Activation {
  /** By the workflow's clock, in milliseconds since 1970. */
  at: number;
  /** Orders and observations: they are heard first. */
  messages: Happening[];
  /** What came of acts; `timer` is whatever it waited for. */
  others: (Happening | { kind: 'timer' } | Within)[];
}

/** What came of an act that was done within the task itself, and when, as `at` of an activation. */
export interface Within {
  kind: 'within';
  at: number;
  finding: Finding;
}

/** An act as the workflow had it begun. */
export interface BegunAct {
  id: number;
  kind: Act['kind'];
}

/** One run of a release, as its workflow saw it. */
export function readRun({ events }: Run): { activations: Activation[]; acts: BegunAct[] } {
  const reader = new Reader();
  for (const event of events ?? []) reader.read(event);
  return { activations: reader.activations, acts: [...reader.acts.values()] };
}

class Reader {
  readonly activations: Activation[] = [];
  readonly acts = new Map<string, BegunAct>();
  #untold: Activation = { at: 0, messages: [], others: [] };

  read(event: RunEvent): void {
    const begun = actOf(event);
    if (begun) this.acts.set(String(event.eventId), begun);
    if (event.workflowTaskStartedEventAttributes) this.#untold.at = timeOf(event);
    // A task that failed, or timed out, is done again with all that it was told, and what came meanwhile.
    if (event.workflowTaskCompletedEventAttributes) {
      this.activations.push(this.#untold);
      this.#untold = { at: 0, messages: [], others: [] };
    }
    // An update stands in the history where it was accepted: after the task that it was told in.
    const told = event.workflowExecutionUpdateAcceptedEventAttributes ? this.activations.at(-1) : this.#untold;
    told?.messages.push(...messagesOf(event));
    const within = withinOf(event); // it stands after the task that it was done in
    if (within) this.activations.at(-1)?.others.push(within);
    this.#untold.others.push(...this.#othersOf(event));
  }

  #othersOf(event: RunEvent): Activation['others'] {
    if (event.workflowExecutionStartedEventAttributes) return [{ kind: 'begun' }];
    if (event.timerFiredEventAttributes) return [{ kind: 'timer' }];
    if (event.workflowExecutionCancelRequestedEventAttributes) return [cancelled];
    const unheard = event.signalExternalWorkflowExecutionFailedEventAttributes?.workflowExecution?.workflowId;
    if (unheard) return [{ kind: 'orphaned', service: unheard }];
    const { activityTaskCompletedEventAttributes: done, activityTaskFailedEventAttributes: failed } = event;
    const { activityTaskTimedOutEventAttributes: late } = event;
    const id = this.acts.get(String((done ?? failed ?? late)?.scheduledEventId))?.id;
    if (id === undefined) return [];
    const finding = firstValue(done?.result);
    if (isFinding(finding)) return [{ kind: 'found', id, finding }];
    const what = late ? 'Activity task timed out' : 'Activity task failed';
    return [{ kind: 'failed', id, failure: troubleOf(what, (failed ?? late)?.failure) }];
  }
}

const reason = 'the workflow was cancelled';
const cancelled = { kind: 'command', command: { name: 'abort', by: 'temporal', reason } } as const;

function actOf({ activityTaskScheduledEventAttributes: scheduled }: RunEvent): BegunAct | undefined {
  const input = firstValue(scheduled?.input);
  return isActInput(input) ? { id: input.fence.epoch, kind: input.act.kind } : undefined;
}

/** Undefined also for an act that came to nothing: it is then begun as others are. */
function withinOf({ markerRecordedEventAttributes: marker }: RunEvent): Within | undefined {
  if (marker?.markerName !== 'core_local_activity' || marker.failure) return undefined;
  const data = firstValue(marker.details?.['data']);
  const finding = firstValue(marker.details?.['result']);
  return isCompleted(data) && isFinding(finding)
    ? { kind: 'within', at: millis(data.complete_time), finding }
    : undefined;
}

/** What Temporal's SDK notes of a local activity. */
function isCompleted(data: unknown): data is { complete_time: { seconds: number; nanos: number } } {
  return hasShape(data, { complete_time: (time) => hasShape(time, { seconds: isNumber, nanos: isNumber }) });
}

function messagesOf(event: RunEvent): Happening[] {
  const { workflowExecutionSignaledEventAttributes: signal } = event;
  const { input: update } = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest ?? {};
  const name = signal?.signalName ?? update?.name;
  const payload = firstValue(signal?.input ?? update?.args);
  if (name === observedSignal) return isReport(payload) ? [{ kind: 'observed', report: payload }] : [];
  if (signal && name === turnSignal) return [{ kind: 'turn' }];
  if (signal && name === supersedeSignal) return [{ kind: 'superseded', by: supersederFrom(payload) }];
  const command = commandNames.find((each) => each === name);
  return command ? [{ kind: 'command', command: commandFrom(command, payload) }] : [];
}

/** When it was written, in whole milliseconds since 1970, as the workflow's clock has it. */
export function timeOf({ eventTime }: RunEvent): number {
  return millis({ seconds: Number(eventTime?.seconds ?? 0), nanos: eventTime?.nanos ?? 0 });
}

function millis({ seconds, nanos }: { seconds: number; nanos: number }): number {
  return seconds * 1000 + Math.floor(nanos / 1e6);
}

function isActInput(value: unknown): value is ActInput {
  const isFence = (fence: unknown) => hasShape(fence, { epoch: isNumber });
  return hasShape(value, { fence: isFence, act: (act) => hasShape(act, { kind: isText }) });
}

/** What our own activities answered. */
function isFinding(value: unknown): value is Finding {
  return hasShape(value, { kind: isText });
}

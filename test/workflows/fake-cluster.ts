import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { once } from 'node:events';
import type { Act, ActInput, Finding } from '../../domain/act.js';
import type { FailureType } from '../../domain/failure.js';
import type { Plan } from '../../domain/plan.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import { planOf, specOf } from '../domain/planned.js';
import { reportOf } from '../domain/simulated.js';

/** What an act is answered with; `call` counts the calls of acts of this name, from 0. */
export type Answer = (input: ActInput, call: number) => Promise<Finding> | Finding;

/** Stands in for the cluster of one service: answers as a good release finds it, unless the test says otherwise. */
export class FakeCluster {
  /** Every call, in the order of their beginnings; tries again are calls, too. */
  readonly inputs: ActInput[] = [];
  private readonly answers = new Map<string, Answer>();
  private readonly planned: { spec: ReleaseSpec; plan: Plan };

  constructor(spec: Partial<ReleaseSpec> = {}, plan: Partial<Plan> = {}) {
    this.planned = { spec: specOf(spec), plan: planOf(plan) };
  }

  /** Answers the acts of this name so from now on. */
  on(name: string, answer: Answer): void {
    this.answers.set(name, answer);
  }

  answer(input: ActInput): Promise<Finding> | Finding {
    const name = nameOf(input.act);
    const call = this.names.filter((each) => each === name).length;
    this.inputs.push(input);
    const answer = this.answers.get(name) ?? this.answers.get(input.act.kind);
    if (answer) return answer(input, call);
    if (input.act.kind === 'preflight') return { kind: 'planned', ...this.planned, searchable: true };
    return input.act.kind === 'watch' ? passes(input) : { kind: 'done' };
  }

  /** What was called, by name. */
  get names(): string[] {
    return this.inputs.map(({ act }) => nameOf(act));
  }
}

/** An act with what tells it from others of its kind. */
export function nameOf(act: Act): string {
  if ('weight' in act) return `${act.kind} ${act.weight}`;
  return 'admitted' in act && act.admitted ? `${act.kind} admitted` : act.kind;
}

/** A watch that finds the canary good at its end, which it sleeps until by the server's clock. */
export const passes = (input: ActInput) => watchedUntilEnd(input, 'pass');
export const unclear = (input: ActInput) => watchedUntilEnd(input, 'inconclusive');
/** Ends a watch at once. */
export const fails = ({ act }: ActInput): Finding => ({
  kind: 'watched',
  report: reportOf('fail', 'from' in act ? act.from : 0),
});

/** The wait between two tries is the server's: unlike a sleep of our own, it can be skipped. */
function watchedUntilEnd({ act }: ActInput, verdict: 'pass' | 'inconclusive'): Finding {
  if (act.kind !== 'watch') throw new Error(`${act.kind} is no watch`);
  const { attempt, scheduledTimestampMs } = Context.current().info;
  const nextRetryDelay = act.until - scheduledTimestampMs;
  const isBegin = attempt === 1 && nextRetryDelay > 0;
  if (isBegin) throw ApplicationFailure.create({ message: 'the watch goes on', nextRetryDelay });
  return { kind: 'watched', report: reportOf(verdict, act.until) };
}

/** Trouble, as the activities name it. */
export function troubled(type: FailureType, message: string, nonRetryable = false): Answer {
  return () => {
    throw ApplicationFailure.create({ type, message, nonRetryable });
  };
}

/** An act that lives and never ends, not even when it is cancelled, until `over`; from then on it is not begun again. */
export function endless(over: AbortSignal): Answer {
  return async () => {
    if (over.aborted) throw ApplicationFailure.create({ message: 'the test is over', nextRetryDelay: '1 day' });
    const context = Context.current();
    const pulse = setInterval(() => context.heartbeat(), 300);
    await once(over, 'abort');
    clearInterval(pulse);
    return { kind: 'done' };
  };
}

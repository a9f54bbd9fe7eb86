import { beginning } from '../../domain/beginning.js';
import { isOverride } from '../../domain/command.js';
import { hasShape } from '../../domain/has-shape.js';
import { mendRequestFrom } from '../../domain/mend-request.js';
import { longestText } from '../../domain/message.js';
import { next } from '../../domain/next.js';
import type { Happening } from '../../domain/release-event.js';
import type { JournalEntry, ReleaseState } from '../../domain/release-state.js';
import { retryFrom } from '../../domain/retry.js';
import { textField } from '../../domain/text-field.js';
import type { Weight } from '../../domain/step.js';
import type { WatchReport } from '../../domain/watch-report.js';
import { type Activation, type BegunAct, readRun, timeOf, type Within } from './activations.js';
import { firstValue } from './payload.js';
import type { Run } from './runs.js';

/** All of a release, from its first moment to its last, or to now. */
export interface Story {
  /** What it is now, or was at its end. */
  state: ReleaseState;
  /** Every decision and every order, oldest first: more than the state keeps. */
  entries: JournalEntry[];
  /** The weights that were written, and when, in milliseconds since 1970. */
  weights: { at: number; weight: Weight }[];
  /** The evidence that decisions were made from, oldest first. */
  reports: WatchReport[];
  /** False when it ran under another version of Sluice that decided otherwise: then this is not how it went. */
  isFaithful: boolean;
}

/**
 * Tells a release anew from what Temporal keeps of it: the workflow heard nothing else, and `next` decides the same again.
 * So it needs no worker and no store. The runs are in their order, the first first.
 */
export function retell(release: string, runs: Run[]): Story {
  const story = new Telling(release, runs[0]);
  for (const run of runs) story.tell(run);
  return story.told();
}

class Telling {
  #state: ReleaseState;
  readonly #entries: JournalEntry[];
  readonly #weights: Story['weights'] = [];
  readonly #reports: WatchReport[] = [];
  #decided: BegunAct[] = [];
  #isFaithful = true;

  constructor(release: string, first: Run | undefined) {
    this.#state = stateAt(release, first);
    this.#entries = [...this.#state.journal];
    const { weight, weightSince: at, report } = this.#state;
    if (weight > 0) this.#weights.push({ at, weight });
    if (report) this.#reports.push(report);
  }

  tell(run: Run): void {
    const { activations, acts } = readRun(run);
    this.#decided = [];
    for (const { at, messages, others } of activations) {
      for (const happening of messages) this.#hear(happening, at);
      for (const other of others) this.#hearOther(other, at);
    }
    // What was begun and given up in the same moment never reached Temporal; all that did must have been decided here.
    const isDecided = ({ id, kind }: BegunAct) => this.#decided.some((each) => each.id === id && each.kind === kind);
    const ended = outcomeOf(run);
    this.#isFaithful &&= acts.every(isDecided) && (ended === undefined || ended === this.#state.outcome?.kind);
  }

  told(): Story {
    return {
      ...{ state: this.#state, entries: this.#entries, weights: this.#weights, reports: this.#reports },
      isFaithful: this.#isFaithful,
    };
  }

  #hear(happening: Happening | undefined, at: number): void {
    if (!happening) return;
    const before = this.#state;
    const { state, effects } = next(before, { ...happening, at });
    this.#state = state;
    for (const effect of effects)
      if (effect.kind === 'act') this.#decided.push({ id: effect.id, kind: effect.act.kind });
    this.#entries.push(...newIn(state.journal, before.journal));
    if (state.weight !== before.weight) this.#weights.push({ at, weight: state.weight });
    if (state.report && state.report !== before.report) this.#reports.push(state.report);
  }

  #hearOther(other: Activation['others'][number], at: number): void {
    if (other.kind === 'timer') return this.#hear(this.#elapsed(), at);
    if (other.kind === 'within') return this.#hear(this.#found(other), other.at);
    return this.#hear(other, at);
  }

  #found({ finding }: Within): Happening | undefined {
    const { running } = this.#state;
    return running?.kind === 'act' ? { kind: 'found', id: running.id, finding } : undefined;
  }

  #elapsed(): Happening | undefined {
    const { running } = this.#state;
    return running?.kind === 'wait' ? { kind: 'elapsed', id: running.id } : undefined;
  }
}

/** How the workflow says that it ended, if it has. */
function outcomeOf({ events }: Run): string | undefined {
  const result = firstValue(events?.at(-1)?.workflowExecutionCompletedEventAttributes?.result);
  return textField(result, 'kind');
}

/** The journal keeps its last entries, the same objects. */
function newIn(journal: JournalEntry[], before: JournalEntry[]): JournalEntry[] {
  const last = before.at(-1);
  return last === undefined ? journal : journal.slice(journal.lastIndexOf(last) + 1);
}

const isQueued = (input: unknown) => hasShape(input, { queued: (queued) => queued === true });

/** As its workflow began: anew, or with the state that it was given. */
function stateAt(release: string, run: Run | undefined): ReleaseState {
  const [event] = run?.events ?? [];
  const input = firstValue(event?.workflowExecutionStartedEventAttributes?.input);
  const left = mendRequestFrom(input); // whatever for: it is read alike
  const intent = textField(input, 'intent') === 'mend' ? 'mend' : 'release';
  const text = textField(input, 'text', longestText) ?? '';
  const since = event ? timeOf(event) : 0;
  const retry = retryFrom(input);
  const order = {
    ...{ by: textField(input, 'by') ?? '', reason: textField(input, 'reason') ?? '' },
    ...(isOverride(input) ? { override: true as const } : {}),
    ...(retry ? { retry } : {}),
    ...(isQueued(input) ? { queued: true as const } : {}),
    ...(typeof left === 'string' ? {} : { state: left.state }),
  };
  return beginning({ text, intent, ...order }, { release, since });
}

import type { Gate } from '../../../../domain/gate.js';
import type { JournalEntry, Outcome } from '../../../../domain/release-state.js';
import type { Step } from '../../../../domain/step.js';

/** What the model knows of a release beforehand. */
export interface Game {
  steps: Step[];
  bakeMs: number;
  /** Whether the canary is admitted by its label, for which there are acts. */
  dark: 'label' | 'route';
  /** The weight at which the canary is found bad; undefined: it is good. */
  bad?: number;
  /** A retry begins at this weight. */
  from?: number;
}

/** An order as it was sent. */
export interface Said {
  name: string;
  by: string;
  gate?: string;
}

type Cause = Exclude<Outcome, { kind: 'released' } | { kind: 'refused' }>;

type Leg = { part: 'before' | 'steps' | 'after' | 'back' } & (
  { kind: 'act'; told: string; isOptional?: true } | { kind: 'hold'; ms: number } | { kind: 'gate'; gate: Gate }
);

const acts = (part: Leg['part'], ...told: string[]): Leg[] => told.map((each) => ({ kind: 'act', part, told: each }));

/** The whole way of a release that nobody disturbs. */
function wayOf({ steps, bakeMs, dark, from = 0 }: Game): Leg[] {
  const left = steps.filter((step) => step.kind === 'approval' || step.weight >= from);
  return [
    ...acts('before', 'deploy', 'awaitReady', 'weight 0 %', ...(dark === 'label' ? ['admit', 'awaitReady'] : [])),
    ...left.flatMap((step): Leg[] => {
      if (step.kind === 'approval') return [{ kind: 'gate', part: 'steps', gate: step }];
      return [...acts('steps', `weight ${step.weight} %`), { kind: 'hold', part: 'steps', ms: step.holdMs }];
    }),
    ...acts('after', 'weight 100 %'),
    ...(bakeMs > 0 ? [{ kind: 'hold', part: 'after', ms: bakeMs } as const] : []),
    ...acts('after', 'drain', 'decommission', 'finish', 'released'),
  ];
}

/**
 * The way back, once these legs were begun: stable first, then what was added is taken away. The journal does not say when
 * preflight ends and the first leg begins: in it there may be nothing to take away yet.
 */
function wayBack(begun: Leg[], end: string): Leg[] {
  const has = (told: string) => begun.some((leg) => toldOf(leg).startsWith(told));
  const isRouted = has('weight');
  return [
    ...acts('back', ...(has('decommission') ? ['restore'] : []), ...(isRouted ? ['weight 0 %', 'drain'] : [])),
    { kind: 'act', part: 'back', told: 'putBack', ...(begun.length === 1 ? { isOptional: true } : {}) },
    ...acts('back', ...(isRouted ? ['finish'] : []), end),
  ];
}

/**
 * A release as docs/approve.md describes it, as a list of legs and a place in it. It follows a journal as a referee does:
 * from there it takes which orders came and which acts ended, in what order and when; what each order does, whether it is
 * refused, what may come next and how all ends it works out by itself. What was not to be is a breach.
 */
export class ReferenceModel {
  readonly breaches: string[] = [];
  weight = 0;
  outcome: Outcome | undefined;
  #way: Leg[];
  #place = 0;
  /** Whether what is done at this place was begun: nothing is while the release is paused. */
  #isBegun = true;
  #isPaused = false;
  /** Of a hold or a gate's time: what was left of it when it last began to run, and when that was. */
  #clock: { left: number; since?: number } = { left: 0 };
  #approvers: string[] = [];
  #cause: Cause | undefined;
  /** What the release must say next, because of an order. */
  #mustSay: string | undefined;
  #proved: number[] = [];
  #highest = 0;
  readonly #bad: number | undefined;

  constructor(game: Game) {
    this.#way = wayOf(game);
    this.#bad = game.bad;
  }

  /** From which weight a retry may begin: the highest that was proved, below the highest that was tried. */
  get retryFrom(): number | undefined {
    const proved = this.#proved.filter((weight) => weight < this.#highest);
    return proved.length === 0 ? undefined : Math.max(...proved);
  }

  /** Whether the route is written a last time at the end. */
  get isFinished(): boolean {
    return this.#way.some((leg) => toldOf(leg) === 'finish');
  }

  /** Why the order makes no sense now; undefined: it is obeyed. */
  refuses({ name, by, gate }: Said): string | undefined {
    const leg = this.#leg;
    if (this.outcome) return 'it has ended';
    if (this.#cause) return 'it goes back already';
    if (name === 'abort') return undefined;
    if (name === 'resume') return this.#isPaused ? undefined : 'it is not paused';
    if (this.#isPaused) return 'it is paused';
    if (name === 'pause') return undefined;
    if (name === 'skip') return leg.kind === 'hold' ? undefined : 'there is no hold';
    if (name === 'promote') {
      if (leg.part !== 'steps') return 'it is not in its steps';
      const gates = this.#way.slice(this.#place).filter((each) => each.kind === 'gate');
      return gates.every((each) => isEnough(each.gate, [...(each === leg ? this.#approvers : []), by]))
        ? undefined
        : 'a gate is ahead';
    }
    if (leg.kind !== 'gate') return 'nothing waits for approval';
    if (gate !== undefined && gate !== leg.gate.gate) return 'another gate waits';
    return counted(leg.gate, [by]).length === 1 && !this.#approvers.includes(by.toLowerCase())
      ? undefined
      : 'it does not count';
  }

  /** An order was obeyed. */
  obeys({ name, by }: Said, reason: string, at: number): void {
    const leg = this.#leg;
    if (name === 'abort') this.#turn({ kind: 'aborted', by, reason }, `roll back: aborted by ${by}: ${reason}`);
    if (name === 'pause') this.#pause(at);
    if (name === 'resume') this.#resume(at);
    if (name === 'skip') this.#go(at);
    if (name === 'promote')
      this.#go(
        at,
        this.#way.findIndex(({ part }) => part === 'after'),
      );
    if (name !== 'approve' || leg.kind !== 'gate') return;
    this.#approvers.push(by.toLowerCase());
    if (isEnough(leg.gate, this.#approvers)) this.#go(at);
  }

  /** The release says what happened. */
  says({ what, at }: JournalEntry): void {
    if (this.#mustSay !== undefined && what !== this.#mustSay) this.#breach(`${what}, instead of ${this.#mustSay}`);
    else if (this.#mustSay === what) this.#mustSay = undefined;
    else if (!what.startsWith('waiting: ') && !this.#isRightly(what, at)) this.#breach(what);
  }

  #isRightly(what: string, at: number): boolean {
    if (what === 'roll back: seen fail' && !this.#cause && this.weight > 0 && this.weight === this.#bad) {
      this.#turn({ kind: 'rolled-back', why: 'seen fail' });
      return true;
    }
    if (this.#leg.kind === 'act' && this.#leg.isOptional && what !== this.#leg.told) this.#go(at);
    const leg = this.#leg;
    if (leg.kind === 'act') return what === leg.told && this.#isBegun && this.#ends(what, at);
    if (this.#isPaused || !this.#isOver(at)) return false;
    if (leg.kind === 'gate') return this.#isOvertime(what, leg.gate, at);
    if (what !== 'go on: seen pass' || this.weight === this.#bad) return false;
    if (leg.part === 'steps') this.#proved.push(this.weight);
    this.#go(at);
    return true;
  }

  #ends(what: string, at: number): boolean {
    const [, weight] = /^weight (\d+) %$/.exec(what) ?? [];
    if (weight !== undefined) this.weight = Number(weight);
    this.#highest = Math.max(this.#highest, this.weight);
    if (this.#place === this.#way.length - 1) this.outcome = this.#cause ?? { kind: 'released' };
    else this.#go(at);
    return true;
  }

  /** A gate that nobody approved in time. */
  #isOvertime(what: string, { gate, timeout }: Gate, at: number): boolean {
    const why = `${gate} was not approved within `;
    switch (timeout?.action) {
      case 'roll-back':
        if (!what.startsWith(`roll back: ${why}`)) return false;
        this.#turn({ kind: 'rolled-back', why: what.replace('roll back: ', '') });
        return true;
      case 'go-on':
        if (!what.startsWith(`go on: ${why}`)) return false;
        this.#go(at);
        return true;
      case 'ask':
        this.#clock = { left: timeout.limitMs, since: at };
        return what.startsWith(`ask again: ${why}`);
      case undefined:
        return false;
    }
  }

  #go(at: number, place = this.#place + 1): void {
    this.#place = place;
    this.#approvers = [];
    this.#isBegun = !this.#isPaused || place === this.#way.length - 1; // the end is no act: it is there with the last one's
    const leg = this.#leg;
    const left = leg.kind === 'hold' ? leg.ms : leg.kind === 'gate' ? (leg.gate.timeout?.limitMs ?? Infinity) : 0;
    this.#clock = { left, ...(this.#isPaused ? {} : { since: at }) };
  }

  #pause(at: number): void {
    this.#isPaused = true;
    const { left, since = at } = this.#clock;
    this.#clock = { left: left - (at - since) };
  }

  #resume(at: number): void {
    this.#isPaused = false;
    this.#isBegun = true;
    this.#clock = { left: this.#clock.left, since: at };
  }

  #turn(cause: Cause, mustSay?: string): void {
    this.#way = wayBack(this.#way.slice(0, this.#place + 1), cause.kind);
    this.#cause = cause;
    this.#mustSay = mustSay;
    this.#isPaused = false;
    this.#isBegun = true;
    this.#place = 0;
  }

  #isOver(at: number): boolean {
    const { left, since } = this.#clock;
    return since !== undefined && at - since >= left;
  }

  get #leg(): Leg {
    return this.#way[this.#place] ?? { kind: 'act', part: 'after', told: 'nothing' };
  }

  #breach(what: string): void {
    const where = `${toldOf(this.#leg)}${this.#isPaused ? ', paused' : ''}${this.#isBegun ? '' : ', not begun'}`;
    this.breaches.push(`"${what}" while it is at: ${where}`);
  }
}

function toldOf(leg: Leg): string {
  if (leg.kind === 'act') return leg.told;
  return leg.kind === 'hold' ? `a hold of ${leg.ms} ms` : `the gate ${leg.gate.gate}`;
}

/** The people of these who may approve the gate, each once; capitals make no difference. */
function counted({ by }: Gate, people: string[]): string[] {
  const may = by?.map((each) => each.toLowerCase());
  const names = people.map((each) => each.toLowerCase());
  return [...new Set(names)].filter((each) => may === undefined || may.includes(each));
}

function isEnough(gate: Gate, people: string[]): boolean {
  return counted(gate, people).length >= (gate.approvals ?? 1);
}

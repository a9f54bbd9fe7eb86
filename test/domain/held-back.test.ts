import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Finding } from '../../domain/act.js';
import { commandFrom, type CommandName } from '../../domain/command.js';
import type { Gate } from '../../domain/gate.js';
import { refusal } from '../../domain/refusal.js';
import { firstState } from '../../domain/release-state.js';
import type { Step } from '../../domain/step.js';
import { planOf, specOf } from './planned.js';
import { reportOf, Simulated } from './simulated.js';

const minuteMs = 60_000;
const people = ['ann', 'Ann', 'bob', 'carl', 'eve', 'unknown'];

const gate: fc.Arbitrary<Gate> = fc.record(
  {
    gate: fc.constantFrom('payments', 'launch'),
    by: fc.constantFrom(['ann', 'bob'], ['ANN', 'bob', 'carl']),
    approvals: fc.constantFrom(1, 2),
    timeout: fc.record({
      limitMs: fc.constantFrom(minuteMs, 30 * minuteMs),
      action: fc.constantFrom('roll-back', 'go-on', 'ask'),
    }),
  },
  { requiredKeys: ['gate'] },
);
/** A gate before some of the weights. */
const steps = fc
  .tuple(fc.option(gate), fc.option(gate), fc.option(gate))
  .map((gates): Step[] =>
    gates.flatMap((each, index) => [
      ...(each ? [{ kind: 'approval' as const, ...each }] : []),
      { kind: 'weight' as const, weight: [10, 50, 90][index] ?? 0, holdMs: 5 * minuteMs },
    ]),
  );
const freezes = fc.array(
  fc.record({ from: fc.nat(60), length: fc.integer({ min: 1, max: 120 }) }).map(({ from, length }) => ({
    from: from * minuteMs,
    to: (from + length) * minuteMs,
  })),
  { minLength: 1, maxLength: 4 },
);
const command = fc.record(
  {
    name: fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom<CommandName>('approve', 'approve', 'skip', 'resume') },
      { weight: 3, arbitrary: fc.constantFrom<CommandName>('promote', 'pause') },
      { weight: 1, arbitrary: fc.constant<CommandName>('abort') },
    ),
    by: fc.constantFrom(...people),
    gate: fc.constantFrom('payments', 'launch'),
    override: fc.constantFrom(true as const),
    reason: fc.constantFrom('', 'because', 'because'),
  },
  { requiredKeys: ['name', 'by', 'reason'] },
);
const move = fc.oneof(
  { weight: 8, arbitrary: fc.constant({ kind: 'good' as const }) },
  { weight: 6, arbitrary: command.map((each) => ({ kind: 'command' as const, ...each })) },
  { weight: 2, arbitrary: fc.nat(40).map((minutes) => ({ kind: 'time' as const, minutes })) },
  { weight: 1, arbitrary: fc.constantFrom('inconclusive', 'edited', 'trouble').map((how) => ({ kind: how })) },
  { weight: 1, arbitrary: fc.constant({ kind: 'begun' as const }) },
);
type Move = typeof move extends fc.Arbitrary<infer Each> ? Each : never;

/**
 * The world of a release: what is on the route, and a model of what people have said, made from their orders alone and
 * knowing nothing of how the release keeps them.
 */
class World {
  readonly release = new Simulated();
  /** The weight on the route; somebody may take it down by hand. */
  actual = 0;
  readonly broken: string[] = [];
  readonly #freezes: { from: number; to: number }[];
  readonly #changes: Parameters<typeof specOf>[0];
  /** Whether a person's word for a rise in a freeze has been given and not been used. */
  #word = false;
  /** Who has approved each gate, by its place in the steps. */
  readonly #approvers = new Map<number, Set<string>>();
  readonly #begun: boolean;

  constructor(freezesOf: { from: number; to: number }[], changes: Parameters<typeof specOf>[0], begun: boolean) {
    this.#freezes = freezesOf;
    this.#changes = changes;
    this.#begun = begun;
    const override = begun ? { by: 'ann', reason: 'urgent' } : undefined;
    this.release.state = { ...this.release.state, ...pick(firstState('release/test', 0, '', override)) };
  }

  moves(moved: Move): void {
    const { release } = this;
    switch (moved.kind) {
      case 'command':
        return this.#order(moved);
      case 'time': {
        const { running } = release;
        const most = running?.kind === 'wait' ? running.ms : 40 * minuteMs;
        release.now += Math.min(most, moved.minutes * minuteMs);
        return undefined;
      }
      case 'begun':
        return release.happens({ kind: 'begun' });
      case 'good':
      case 'edited':
      case 'inconclusive':
      case 'trouble':
        return this.ends(moved.kind);
    }
  }

  /** What runs comes to its end. */
  ends(how: string): void {
    const { release } = this;
    const { running } = release;
    if (running?.kind === 'wait') return release.waits();
    if (running?.kind !== 'act') return;
    const { act, id } = running;
    if (how === 'trouble') {
      const failure = { type: 'Unavailable' as const, message: how };
      return release.happens({ kind: 'failed', id, failure });
    }
    if (act.kind === 'shift') return release.finds(this.#shift(act));
    if (act.kind === 'preflight')
      return release.finds({ kind: 'planned', spec: specOf(this.#changes), plan: planOf() });
    if (act.kind !== 'watch') return release.finds({ kind: 'done' });
    if (how === 'edited') this.actual = 0;
    const foreign = this.actual === release.state.weight ? {} : { foreign: { what: 'v2 has 0', by: 'kubectl' } };
    const verdict = how === 'inconclusive' ? how : 'pass';
    return release.finds({ kind: 'watched', report: reportOf(foreign.foreign ? 'inconclusive' : verdict, 0, foreign) });
  }

  /** As the activity does it. */
  #shift({ weight, overwrite, override }: { weight: number; overwrite: boolean; override?: unknown }): Finding {
    const { now, state } = this.release;
    const frozen = this.#freezes.find(({ from, to }) => from <= now && now < to);
    const isRise = weight > this.actual;
    if (frozen && isRise && !override) return { kind: 'frozen', until: frozen.to, why: 'weekend' };
    if (!overwrite && this.actual !== state.weight)
      return { kind: 'foreign', edit: { what: 'v2 has 0', by: 'kubectl' } };
    if (frozen && isRise && !this.#word && !this.#begun) this.broken.push(`it rises to ${weight} in a freeze`);
    if (weight > state.weight) this.#passes(weight);
    if (weight > state.weight) this.#word = false;
    this.actual = weight;
    return { kind: 'done' };
  }

  /** Every gate below that weight must have its approvals, or have been let go by its time. */
  #passes(weight: number): void {
    const all = this.#changes?.steps ?? [];
    const last = all.findLastIndex((step) => step.kind === 'weight' && step.weight <= weight);
    for (const [place, step] of all.slice(0, last).entries()) {
      if (step.kind !== 'approval') continue;
      const lacking = (step.approvals ?? 1) - (this.#approvers.get(place)?.size ?? 0);
      const isLetGo = step.timeout?.action === 'go-on' && this.#said(`go on: ${step.gate} was not approved`);
      if (lacking > 0 && !isLetGo) this.broken.push(`it passes the gate ${step.gate} without ${lacking} approvals`);
    }
  }

  #said(text: string): boolean {
    return this.release.state.journal.some(({ what }) => what.startsWith(text));
  }

  #order({ name, by, reason, gate: named, override }: Extract<Move, { kind: 'command' }>): void {
    const { release } = this;
    const before = release.state;
    const effects = release.effects.length;
    const order = commandFrom(name, { by, reason, gate: named, override });
    const isTaken = refusal(before, order) === undefined;
    release.happens({ kind: 'command', command: order });
    if (!isTaken) {
      if (release.effects.length > effects) this.broken.push(`${name} was refused, and something follows`);
      return;
    }
    if (override && reason !== '' && ['skip', 'promote', 'resume', 'approve'].includes(name)) this.#word = true;
    if (name === 'approve' || name === 'promote') this.#approve(before, name, by);
    const [first] = release.effects.slice(effects);
    if (name === 'abort' && release.state.cause?.kind !== 'aborted') this.broken.push('the abort is not obeyed');
    const isTurned = first?.kind === 'act' && ['shift', 'restore'].includes(first.act.kind);
    if (name === 'abort' && before.weight > 0 && !isTurned) this.broken.push('the abort does not turn round at once');
  }

  /** By the rules as docs/approve.md has them: the gate that waits, or with promote all that are ahead. */
  #approve({ stages, cursor }: Simulated['state'], name: CommandName, by: string): void {
    const passed = stages.slice(0, cursor).filter(({ kind }) => kind === 'gate').length;
    const waiting = stages[cursor]?.kind === 'gate' ? passed : undefined;
    let gates = 0;
    for (const [index, step] of (this.#changes?.steps ?? []).entries()) {
      if (step.kind !== 'approval') continue;
      const isMeant = name === 'promote' ? gates >= passed : gates === waiting;
      const may = !step.by || step.by.some((each) => each.toLowerCase() === by.toLowerCase());
      if (isMeant && may) this.#approvers.set(index, (this.#approvers.get(index) ?? new Set()).add(by.toLowerCase()));
      gates += 1;
    }
  }
}

function pick({ override, journal }: Simulated['state']) {
  return { journal, ...(override ? { override } : {}) };
}

test('in any order no weight rises in a freeze without a person’s word, none past a gate without its approvals, and an abort turns round', () => {
  let [frozen, overridden, gated] = [0, 0, 0];
  fc.assert(
    fc.property(
      freezes,
      fc.record({ steps, drift: fc.constantFrom('pause' as const, 'put-back' as const) }),
      fc.nat(4).map((chance) => chance === 0),
      fc.array(move, { minLength: 20, maxLength: 120 }),
      (windows, changes, begun, moves) => {
        const world = new World(windows, { ...changes, bakeMs: 0, freeze: { windows: [], shared: [] } }, begun);
        for (let turn = 0; turn < 9; turn += 1) world.ends('good');
        for (const moved of moves) {
          world.moves(moved);
          expect(world.broken).toEqual([]);
        }
        const { journal } = world.release.state;
        if (journal.some(({ what }) => what.startsWith('frozen'))) frozen += 1;
        if (journal.some(({ what }) => what.includes('in spite of'))) overridden += 1;
        if (world.release.state.highestWeight >= 50) gated += 1;
      },
    ),
    { numRuns: 2000 },
  );
  // What is never met proves nothing.
  expect([frozen, overridden, gated].map((times) => times > 50)).toEqual([true, true, true]);
});

import fc from 'fast-check';
import { commandNames } from '../../../../domain/command.js';
import type { Gate } from '../../../../domain/gate.js';
import type { Step } from '../../../../domain/step.js';
import type { Game } from './reference-model.js';

/** When an order is sent: so long after the release was begun, or into one of its acts. */
export type Moment = { afterMs: number } | { act: number; delayMs: number };

/** An order that is sent; `payload` undefined: none at all. */
export interface Order {
  name: string;
  as: 'signal' | 'update';
  payload: unknown;
  when: Moment;
}

/** A release, what befalls it, and what follows: `again`, the orders to a retry of it, if it may be tried again. */
export interface Scenario extends Game {
  orders: Order[];
  again?: Order[];
  /** How long its acts take, one after another, in real milliseconds. */
  takesMs: number[];
}

const gate = fc.record(
  {
    by: fc.constantFrom<string[]>(['ann', 'bob'], ['ANN', 'Bob', 'carl']),
    approvals: fc.constantFrom(1, 2),
    timeout: fc.record({
      limitMs: fc.constantFrom(150, 600),
      action: fc.constantFrom('roll-back' as const, 'go-on' as const, 'ask' as const),
    }),
  },
  { requiredKeys: [] },
);

/** A gate before some of the weights. */
const steps = fc
  .array(fc.tuple(fc.option(gate, { freq: 2 }), fc.constantFrom(0, 50, 200, 500)), { maxLength: 2 })
  .map((all): Step[] =>
    all.flatMap(([each, holdMs], index) => [
      ...(each ? [{ kind: 'approval' as const, gate: nameOf(index), ...each }] : []),
      { kind: 'weight' as const, weight: [10, 40][index] ?? 0, holdMs },
    ]),
  );
const nameOf = (index: number): Gate['gate'] => ['launch', 'payments'][index] ?? '';

const when: fc.Arbitrary<Moment> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ afterMs: fc.nat(800) }) },
  { weight: 3, arbitrary: fc.record({ afterMs: fc.nat(2500) }) },
  { weight: 3, arbitrary: fc.record({ act: fc.integer({ min: 1, max: 16 }), delayMs: fc.nat(30) }) },
  { weight: 4, arbitrary: fc.record({ act: fc.integer({ min: 3, max: 9 }), delayMs: fc.nat(500) }) },
);

const as = fc.constantFrom('signal' as const, 'update' as const);
const people = fc.constantFrom('ann', 'Ann', 'bob', 'carl', 'eve');
const sensible = fc.constantFrom(
  ...['pause', 'resume', 'resume', 'approve', 'approve', 'approve', 'promote', 'skip', 'skip', 'abort'],
);

const order: fc.Arbitrary<Order> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .record({ name: sensible, as, by: people, gate: fc.option(fc.constantFrom('launch', 'payments')), when })
      .map(({ name, by, gate: named, ...rest }) => {
        const isNamed = name === 'approve' && named !== null;
        return { name, ...rest, payload: { by, reason: 'so', ...(isNamed ? { gate: named } : {}) } };
      }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      name: fc.constantFrom(...commandNames, 'observed', 'supersede-me', 'retry'),
      as: fc.constant('signal' as const),
      payload: fc.constantFrom<unknown>(undefined, null, 42, 'x', [['by']], {
        by: 7,
        reason: { deep: [] },
        gate: null,
      }),
      when,
    }),
  },
);

/** Orders, each with a reason of its own by which it is known again. */
const orders = fc
  .array(order, { minLength: 1, maxLength: 8 })
  .map((all) => all.map((each, index) => ({ ...each, payload: withReason(each.payload, `order ${index + 1}`) })));

function withReason(payload: unknown, reason: string): unknown {
  return typeof payload === 'object' && payload !== null && 'reason' in payload && payload.reason === 'so'
    ? { ...payload, reason }
    : payload;
}

/** Any release, with one to eight orders at any moments. */
export const scenario: fc.Arbitrary<Scenario> = fc
  .record({
    steps,
    bakeMs: fc.constantFrom(0, 100, 300),
    dark: fc.constantFrom('label' as const, 'route' as const),
    bad: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, fc.constantFrom(10, 40, 100)),
    orders,
    again: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, orders),
    takesMs: fc.array(fc.nat(25), { minLength: 5, maxLength: 5 }),
  })
  .map(({ bad, again, ...rest }) => ({
    ...rest,
    ...(bad === undefined ? {} : { bad }),
    ...(again === undefined ? {} : { again }),
  }));

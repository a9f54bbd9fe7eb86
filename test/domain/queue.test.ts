import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type IfBusy, ifBusyChoices, type Past } from '../../domain/message.js';
import {
  type Entrant,
  isFree,
  join,
  leave,
  type Manner,
  mostWaiting,
  type Queue,
  whyBusy,
  withdraw,
} from '../../domain/queue.js';
import { holderOf, queueDetails } from '../../domain/show-queue.js';

const entrant = (release: string): Entrant => ({ release, version: `v-${release}`, by: 'ann', since: 1 });
const past = (release: string, outcome: Past['outcome'] = 'released'): Past => ({ release, version: 'v', outcome });
const free: Queue = { waiting: [], last: [] };
const running: Queue = { ...free, holder: entrant('a') };
const queueOf = (...waiting: string[]): Queue => ({ ...running, waiting: waiting.map(entrant) });
/** The one before was ended by force. */
const stopped = (...waiting: string[]): Queue => leave(queueOf(...waiting), past('a', 'ended by force')).queue;
const mend: Manner = { ifBusy: 'reject', mends: true };
const names = ({ holder, waiting }: Queue) => [holder?.release, ...waiting.map(({ release }) => release)];

const a = 'a is running';
test.each<[string, Queue, Manner, string | undefined]>([
  ['nobody has it', free, { ifBusy: 'reject' }, undefined],
  ['one has it', running, { ifBusy: 'reject' }, a],
  ['one has it', running, mend, a],
  ['one has it', running, { ifBusy: 'queue' }, undefined],
  ['one has it', running, { ifBusy: 'supersede' }, undefined],
  ['one waits', queueOf('b'), { ifBusy: 'reject' }, `${a}, and 1 waits`],
  ['two wait', queueOf('b', 'c'), { ifBusy: 'reject' }, `${a}, and 2 wait`],
  ['one was ended by force, and one waits', stopped('b'), { ifBusy: 'reject' }, 'a was ended by force, and 1 waits'],
  ['one was ended by force, and one waits', stopped('b'), { ifBusy: 'queue' }, undefined],
  ['one was ended by force, and one waits', stopped('b'), mend, undefined],
  ['one was ended by force', stopped(), { ifBusy: 'reject' }, undefined],
])('when %s (%#), whether a newcomer is let in', (_, queue, manner, why) => {
  expect(whyBusy(queue, manner, false)).toBe(why);
});

test('no more than twenty wait, and superseding needs no place', () => {
  const full = queueOf(...Array.from({ length: mostWaiting }, (_, index) => `b${index}`));
  expect(whyBusy(full, { ifBusy: 'queue' }, false)).toBe(`${a}, and 20 wait; no more than 20 may wait`);
  expect(whyBusy(full, { ifBusy: 'supersede' }, false)).toBeUndefined();
});

test('a lock whose history has grown too long lets nobody wait, so that it comes to its end', () => {
  for (const ifBusy of ['queue', 'supersede'] as const)
    expect(whyBusy(running, { ifBusy }, true)).toMatch(/^a is running; none is queued before these have ended/);
  expect(whyBusy(free, { ifBusy: 'queue' }, true)).toBeUndefined();
});

test('who queues waits behind those that wait, and has its turn the moment the one before has ended', () => {
  const second = join(queueOf('b'), entrant('c'), { ifBusy: 'queue' });
  expect([names(second.queue), second.place, second.effects]).toEqual([['a', 'b', 'c'], 2, []]);
  const ended = leave(second.queue, past('a'));
  expect(names(ended.queue)).toEqual(['b', 'c']);
  expect(ended.effects).toEqual([{ kind: 'turn', release: 'b' }]);
  expect(ended.queue.last).toEqual([past('a')]);
});

test('who supersedes is next and alone: the holder and all that wait are told by whom', () => {
  const { queue, effects, place } = join(queueOf('b', 'c'), entrant('d'), { ifBusy: 'supersede' });
  expect([names(queue), place]).toEqual([['a', 'd'], 1]);
  expect(effects).toEqual(['a', 'b', 'c'].map((release) => ({ kind: 'supersede', release, successor: entrant('d') })));
  const later = leave(leave(queue, past('b', 'aborted')).queue, past('a', 'aborted'));
  expect([names(later.queue), later.effects]).toEqual([['d'], [{ kind: 'turn', release: 'd' }]]);
});

test('who ends while it waits leaves the queue, and nothing is remembered of it', () => {
  const { queue, effects } = leave(queueOf('b', 'c'), past('b', 'aborted'));
  expect([names(queue), effects, queue.last]).toEqual([['a', 'c'], [], []]);
});

test('after an end by force nobody has a turn until it is taken back', () => {
  const left = stopped('b', 'c');
  expect(names(left)).toEqual([undefined, 'b', 'c']);
  expect(holderOf(left)).toMatchObject({ stoppedBy: 'a', waiting: [{ release: 'b', position: 1 }, { position: 2 }] });
  const mending = join(left, entrant('m'), mend);
  expect([names(mending.queue), mending.place]).toEqual([['m', 'b', 'c'], 0]);
  expect(leave(mending.queue, past('m', 'refused')).effects).toEqual([]);
  expect(leave(mending.queue, past('m', 'rolled-back')).effects).toEqual([{ kind: 'turn', release: 'b' }]);
});

test('who supersedes after an end by force begins at once: preflight says whether the route is free', () => {
  const { queue, effects, place } = join(stopped('b'), entrant('d'), { ifBusy: 'supersede' });
  expect([names(queue), place]).toEqual([['d'], 0]);
  expect(effects).toEqual([{ kind: 'supersede', release: 'b', successor: entrant('d') }]);
});

test('a release that could not be started leaves no trace', () => {
  expect(withdraw(running, 'a')).toEqual({ queue: free, effects: [] });
  expect(withdraw(queueOf('b'), 'a').effects).toEqual([{ kind: 'turn', release: 'b' }]);
});

test('the last ten are remembered, and one that was ended by force is not forgotten for refused ones', () => {
  let queue = stopped();
  for (let count = 0; count < 15; count += 1)
    queue = leave({ ...queue, holder: entrant(`r${count}`) }, past(`r${count}`, 'refused')).queue;
  expect(queue.last).toHaveLength(10);
  expect(queue.last.at(-1)).toEqual(past('a', 'ended by force'));
  expect(queue.last[0]?.release).toBe('r14');
});

test("Temporal's own pages show who has the service, and who waits", () => {
  expect(queueDetails(queueOf('b'))).toContain('**a** (v-a, by ann) has the service');
  expect(queueDetails(queueOf('b'))).toContain('1. b (v-b, by ann) waits');
  expect(queueDetails(stopped('b'))).toContain('the queue stands');
  expect(queueDetails(free)).toBe('no release runs');
});

/** What can happen to a service: somebody comes, or a release that is there ends. */
const move = fc.oneof(
  fc.record({ kind: fc.constant('comes' as const), ifBusy: fc.constantFrom<IfBusy>(...ifBusyChoices) }),
  fc.record({ kind: fc.constant('mends' as const) }),
  fc.record({
    kind: fc.constant('ends' as const),
    which: fc.nat(5),
    outcome: fc.constantFrom<Past['outcome']>('released', 'aborted', 'rolled-back', 'refused', 'ended by force'),
  }),
);

type Move = typeof move extends fc.Arbitrary<infer Each> ? Each : never;

/** A service, the releases that are there, and what has happened that may not. */
class World {
  queue = free;
  readonly broken: string[] = [];
  readonly #alive: string[] = [];
  readonly #superseded = new Set<string>();
  readonly #turns: string[] = [];
  #count = 0;

  happens(each: Move): void {
    if (each.kind === 'ends') this.#ends(each.which, each.outcome);
    else this.#comes(each.kind === 'comes' ? { ifBusy: each.ifBusy } : mend);
    this.#check();
  }

  #comes(manner: Manner): void {
    const { waiting } = this.queue;
    if (whyBusy(this.queue, manner, false) !== undefined) {
      if (manner.ifBusy === 'supersede') this.broken.push('who supersedes is refused');
      if (manner.ifBusy === 'queue' && waiting.length < mostWaiting) this.broken.push('who queues is refused');
      return;
    }
    const release = String((this.#count += 1));
    const wasFree = isFree(this.queue, manner);
    const { place, effects, queue } = join(this.queue, entrant(release), manner);
    this.queue = queue;
    this.#alive.push(release);
    for (const effect of effects) this.#superseded.add(effect.release);
    if (wasFree !== (place === 0)) this.broken.push('it has the service of another');
    if (names(queue)[place] !== release) this.broken.push('its place is another');
    if (place === 0) this.#turns.push(release);
  }

  #ends(which: number, outcome: Past['outcome']): void {
    const [release] = this.#alive.splice(which % Math.max(1, this.#alive.length), 1);
    if (release === undefined) return;
    const { effects, queue } = leave(this.queue, past(release, outcome));
    this.queue = queue;
    this.#turns.push(...effects.map((effect) => effect.release));
    if (names(queue).includes(release)) this.broken.push('it has ended and is still there');
  }

  #check(): void {
    const { holder, waiting } = this.queue;
    const there = names(this.queue).filter((name) => name !== undefined);
    const forgotten = this.#alive.filter((name) => !there.includes(name) && !this.#superseded.has(name));
    const isStopped = holderOf(this.queue).stoppedBy !== undefined;
    if (forgotten.length > 0) this.broken.push('somebody is forgotten');
    if (!holder && waiting.length > 0 && !isStopped) this.broken.push('nobody has it while some wait');
    if (holder && this.#turns.at(-1) !== holder.release) this.broken.push('who has it had no turn');
    if (new Set(this.#turns).size < this.#turns.length) this.broken.push('somebody has a turn twice');
    const order = waiting.map(({ release }) => Number(release));
    if (String(order) !== String(order.toSorted((one, other) => one - other))) this.broken.push('somebody went before');
  }
}

test('in every order: one has the service, turns are taken in order, and nobody is forgotten', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
      const world = new World();
      for (const each of moves) world.happens(each);
      expect(world.broken).toEqual([]);
    }),
    { numRuns: 2000 },
  );
});

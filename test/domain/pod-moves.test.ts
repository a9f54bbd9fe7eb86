import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nextMove, type PodsSeen } from '../../domain/pod-moves.js';
import { percentOf, placesOf, type PodSplit } from '../../domain/pod-split.js';

/** The pods behind a Service, as Kubernetes keeps them: what is asked for comes about later, in any order. */
class Pods {
  serving = 0;
  starting = 0;
  labelling = 0;
  dark: number;
  stable: number;
  wanted: number;
  sealed: PodsSeen['sealed'] = 'no';
  /** Stable has given up pods since the beginning. */
  isLowered = false;
  readonly all: PodSplit;

  constructor(all: PodSplit, at: PodSplit) {
    this.all = all;
    this.serving = at.canary;
    this.dark = all.canary - at.canary;
    [this.stable, this.wanted] = [at.stable, at.stable];
    if (at.stable < all.stable) this.sealed = 'yes';
  }

  seen(need: number): PodsSeen {
    const { serving, labelling: idle, dark, wanted, stable, sealed } = this;
    return { serving, idle, dark, wanted, stable, sealed, need };
  }

  /** Does the next thing; answers whether there was one. */
  step(to: PodSplit, need: number): string | undefined {
    const move = nextMove(this.seen(need), to, this.all);
    switch (move?.kind) {
      case 'label':
        if (move.count > this.dark) throw new Error('there are not so many');
        this.dark -= move.count;
        this.labelling += move.count;
        break;
      case 'unlabel': {
        const idle = Math.min(move.count, this.labelling);
        this.labelling -= idle;
        this.serving -= move.count - idle;
        this.dark += move.count;
        break;
      }
      case 'scale':
        if (move.replicas < this.stable) this.stable = move.replicas; // what is to end is no endpoint at once
        this.wanted = move.replicas;
        break;
      case 'seal':
        this.sealed = 'yes';
        break;
      case 'unseal':
        this.sealed = 'no';
        break;
      case 'wait':
      case undefined:
        break;
    }
    return move?.kind;
  }

  /** Something that was asked for comes about, if anything was. */
  goesOn(): boolean {
    if (this.stable < this.wanted) this.stable += 1;
    else if (this.labelling > 0) {
      this.labelling -= 1;
      this.serving += 1;
    } else return false;
    return true;
  }

  get endpoints(): PodSplit {
    return { canary: this.serving, stable: this.stable };
  }
}

const sum = ({ canary, stable }: PodSplit) => canary + stable;

/** As many pods of the canary as serve now, or more; the way through some of its places; chance. */
const ways = fc
  .record({ stable: fc.integer({ min: 1, max: 8 }), more: fc.integer({ min: 0, max: 4 }) })
  .chain(({ stable, more }) => {
    const all = { stable, canary: stable + more };
    const place = fc.integer({ min: 0, max: sum(all) }).map((index) => placesOf(all)[index] ?? all);
    return fc.record({ all: fc.constant(all), way: fc.array(place, { minLength: 1, maxLength: 4 }) });
  });

/** Goes to a place, while Kubernetes does its part whenever chance says so; tells each moment. */
function go(pods: Pods, to: PodSplit, chance: () => boolean, look: () => void): void {
  pods.isLowered ||= to.stable < pods.all.stable;
  for (let steps = 0; ; steps += 1) {
    if (steps > 500) throw new Error('it never gets there');
    const done = pods.step(to, pods.isLowered ? pods.all.stable : 0);
    look();
    if (done === undefined) return;
    if (done !== 'wait' && !chance()) continue;
    if (!pods.goesOn() && done === 'wait') throw new Error('it waits for what nobody does');
    look();
  }
}

test('from every place to every other: it gets there, and never do fewer pods serve than stable had', () => {
  fc.assert(
    fc.property(ways, fc.infiniteStream(fc.boolean()), ({ all, way }, chances) => {
      const pods = new Pods(all, { canary: 0, stable: all.stable });
      const chance = () => chances.next().value === true;
      for (const to of way) {
        go(pods, to, chance, () => expect(sum(pods.endpoints)).toBeGreaterThanOrEqual(all.stable));
        while (pods.goesOn()); // the last of stable's pods is not waited for where others serve in its stead
        expect(pods.endpoints).toEqual(to);
        expect(['no', to.canary < all.canary ? 'no' : 'yes']).toContain(pods.sealed);
        expect(pods.sealed === 'yes' || to.stable === all.stable).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test('on the way up the share never falls, and never rises over what was asked for', () => {
  fc.assert(
    fc.property(ways, ({ all, way }) => {
      const pods = new Pods(all, { canary: 0, stable: all.stable });
      let before = 0;
      for (const to of way.toSorted((one, other) => percentOf(one) - percentOf(other)))
        go(
          pods,
          to,
          () => true,
          () => {
            const share = percentOf(pods.endpoints);
            expect(share).toBeGreaterThanOrEqual(before);
            expect(share).toBeLessThanOrEqual(percentOf(to));
            before = share;
          },
        );
    }),
  );
});

test('the way back is open from every moment of every way, and the share only falls on it', () => {
  fc.assert(
    fc.property(ways, fc.nat({ max: 40 }), fc.infiniteStream(fc.boolean()), ({ all, way }, cut, chances) => {
      const pods = new Pods(all, { canary: 0, stable: all.stable });
      let steps = 0;
      try {
        for (const to of way)
          go(
            pods,
            to,
            () => chances.next().value === true,
            () => {
              steps += 1;
              if (steps > cut) throw new RangeError('aborted');
            },
          );
      } catch (cause) {
        if (!(cause instanceof RangeError)) throw cause;
      }
      const zero = { canary: 0, stable: all.stable };
      let before = percentOf(pods.endpoints);
      go(
        pods,
        zero,
        () => chances.next().value === true,
        () => {
          expect(percentOf(pods.endpoints)).toBeLessThanOrEqual(before + 1e-9);
          before = percentOf(pods.endpoints);
        },
      );
      expect(pods.endpoints).toEqual(zero);
      expect(pods.sealed).toBe('no');
    }),
    { numRuns: 500 },
  );
});

const seen: PodsSeen = { serving: 1, idle: 0, dark: 2, wanted: 3, stable: 2, sealed: 'no', need: 0 };
const three = { canary: 3, stable: 3 };
const zero = { canary: 0, stable: 3 };

test('while stable was whole all along, the canary loses its users at once, whatever becomes of a pod of stable', () => {
  expect(nextMove(seen, zero, three)).toEqual({ kind: 'unlabel', count: 1 });
  const many = { ...seen, serving: 3, dark: 0, stable: 0 };
  expect(nextMove(many, zero, three)).toEqual({ kind: 'unlabel', count: 3 });
});

test('once stable has given up pods, it has them back first; who serves nobody is not waited for', () => {
  const low = { serving: 2, idle: 1, dark: 0, wanted: 0, stable: 0, sealed: 'yes' as const, need: 3 };
  expect(nextMove(low, zero, three)).toEqual({ kind: 'scale', replicas: 3 });
  expect(nextMove({ ...low, wanted: 3 }, zero, three)).toEqual({ kind: 'unlabel', count: 1 });
  const rest = { ...low, wanted: 3, idle: 0, dark: 1 };
  expect(nextMove(rest, zero, three)).toEqual({ kind: 'unseal' });
  expect(nextMove({ ...rest, sealed: 'no' }, zero, three)).toEqual({
    kind: 'wait',
    what: expect.stringContaining('0 of 3 pods of stable serve'),
  });
  expect(nextMove({ ...rest, sealed: 'no', stable: 2 }, zero, three)).toEqual({ kind: 'unlabel', count: 1 });
});

test('stable gives up nothing before all pods of the canary serve, and new ones would', () => {
  const to = { canary: 3, stable: 1 };
  const almost = { ...seen, serving: 2, idle: 1, dark: 0, stable: 3 };
  expect(nextMove(almost, to, three)).toMatchObject({ kind: 'wait', what: '2 of 3 pods of the canary are endpoints' });
  const full = { ...almost, serving: 3, idle: 0 };
  expect(nextMove(full, to, three)).toEqual({ kind: 'seal' });
  expect(nextMove({ ...full, sealed: 'partly' }, to, three)).toEqual({ kind: 'seal' });
  expect(nextMove({ ...full, sealed: 'yes' }, to, three)).toEqual({ kind: 'scale', replicas: 1 });
});

test('a canary without a stable before it has users when all its pods have, and is born with them then', () => {
  const all = { canary: 2, stable: 0 };
  const none = { serving: 0, idle: 0, dark: 2, wanted: 0, stable: 0, sealed: 'no' as const, need: 0 };
  expect(nextMove(none, all, all)).toEqual({ kind: 'label', count: 2 });
  expect(nextMove({ ...none, dark: 0, serving: 2 }, all, all)).toEqual({ kind: 'seal' });
  expect(nextMove({ ...none, dark: 0, serving: 2, sealed: 'yes' }, all, all)).toBeUndefined();
  expect(nextMove({ ...none, dark: 0 }, all, all)).toMatchObject({ kind: 'wait' });
});

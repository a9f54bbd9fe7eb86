import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Bounds, canaryNeeds, givenBack, type Held, held, judgeCapacity } from '../../domain/capacity.js';
import { podsNeeded } from '../../domain/pods-needed.js';

/** An autoscaler that gives its version any number of pods within its bounds, whatever the load. */
class Autoscaler {
  pods: number;
  before: Held | undefined;
  bounds: Bounds;
  constructor(bounds: Bounds, pods: number) {
    this.bounds = bounds;
    this.pods = this.#within(pods);
  }

  #within(pods: number): number {
    return Math.max(this.bounds.min, Math.min(this.bounds.max, pods));
  }

  scale(pods: number): void {
    this.pods = this.#within(pods);
  }

  hold(needed: number, at: number): void {
    this.before = held(this.before, this.bounds, needed, at);
    this.bounds = { ...this.bounds, min: this.before.floor };
    this.scale(this.pods);
  }

  edit(min: number): void {
    this.bounds = { ...this.bounds, min: Math.min(min, this.bounds.max) };
    this.scale(this.pods);
  }

  letGo(): void {
    this.bounds = { ...this.bounds, min: givenBack(this.before, this.bounds.min) };
    this.before = undefined;
  }
}

const pods = fc.integer({ min: 1, max: 12 });
/** What the load does between two weights, as autoscalers see it. */
const whim = fc.record({ stable: pods, canary: pods });
const rise = fc.record({ weight: fc.integer({ min: 1, max: 100 }), whims: fc.array(whim, { maxLength: 4 }) });
const begins = fc.record({
  ...{ min: pods, more: fc.nat(12), now: pods },
  ...{ rises: fc.array(rise, { minLength: 1, maxLength: 8 }), before: fc.array(whim, { maxLength: 3 }) },
});

test('whatever autoscalers do within their bounds, no weight lacks pods, and the way back is open', () => {
  fc.assert(
    fc.property(begins, ({ min, more, now, rises, before }) => {
      const bounds = { min, max: min + more };
      const [stable, canary] = [new Autoscaler(bounds, now), new Autoscaler(bounds, min)];
      const begin = stable.pods;
      for (const each of before) {
        stable.scale(each.stable);
        canary.scale(each.canary);
      }
      let had = 0;
      for (const [at, { weight, whims }] of rises.toSorted((a, b) => a.weight - b.weight).entries()) {
        had = Math.max(had, stable.pods);
        const needed = canaryNeeds(weight, { begin, now: stable.pods });
        stable.hold(stable.pods, at);
        canary.hold(needed, at);
        for (const each of [{ stable: 0, canary: 0 }, ...whims]) {
          stable.scale(each.stable);
          canary.scale(each.canary);
          expect(canary.pods).toBeGreaterThanOrEqual(podsNeeded(weight, begin));
          expect(stable.pods).toBeGreaterThanOrEqual(had);
        }
        expect(canary.bounds.min).toBeLessThanOrEqual(Math.max(min, needed)); // and no more than that is forced on it
      }
      for (const each of [stable, canary]) each.letGo();
      expect([stable.bounds, canary.bounds]).toEqual([bounds, bounds]);
    }),
  );
});

test('the bound that is given back is the last that somebody else has written', () => {
  const step = fc.oneof(
    fc.record({ hold: fc.integer({ min: 21, max: 60 }) }),
    fc.record({ edit: fc.integer({ min: 1, max: 20 }) }),
  );
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const autoscaler = new Autoscaler({ min: 3, max: 40 }, 3);
      let own = 3;
      for (const [at, each] of steps.entries()) {
        if ('hold' in each) autoscaler.hold(each.hold, at);
        else autoscaler.edit((own = each.edit));
        expect(autoscaler.bounds.min).toBeLessThanOrEqual(40);
      }
      autoscaler.letGo();
      expect(autoscaler.bounds.min).toBe(own);
    }),
  );
});

test('a bound that is held does not fall, and pods are awaited from when it rose', () => {
  const first = held(undefined, { min: 2, max: 10 }, 4, 100);
  expect(first).toEqual({ own: 2, floor: 4, since: 100 });
  expect(held(first, { min: 4, max: 10 }, 3, 200)).toEqual(first);
  expect(held(first, { min: 4, max: 10 }, 6, 200)).toEqual({ own: 2, floor: 6, since: 200 });
  expect(held(first, { min: 4, max: 10 }, 99, 200)).toEqual({ own: 2, floor: 10, since: 200 });
});

const scaled = { max: 5, since: 1000 };
test.each([
  [{ needed: 2, serving: 2 }, 'enough'],
  [{ needed: 2, serving: 1 }, 'lacking'],
  [{ needed: 2, serving: 1, scaled }, 'awaited'],
  [{ needed: 2, serving: 1, scaled: { ...scaled, since: 0 } }, 'lacking'],
  [{ needed: 6, serving: 5, scaled }, 'beyond'],
  [{ needed: 6, serving: 6, scaled }, 'enough'],
])('%j is %s', (capacity, judged) => {
  expect(judgeCapacity(capacity, 1500, 600)).toBe(judged);
});

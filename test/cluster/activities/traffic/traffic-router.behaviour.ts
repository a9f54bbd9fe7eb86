import { beforeEach, describe, expect, test as jestTest } from '@jest/globals';
import type { TrafficRouter } from '../../../../activities/traffic/traffic-router.js';
import type { Fence } from '../../../../domain/fence.js';
import { isPlausible } from '../../../plausible.js';
import { eventually } from '../../playground/playground-command.js';
import { soon } from '../own-namespace.js';

/** What the suite needs of an adapter's world: a route between stable `v1` and canary `v2`, at first all to v1. */
export interface RouterWorld {
  /** The first state, without anything of ours, and a router for a release of v2. */
  begin(): Promise<TrafficRouter>;
  /** The share in percent that the route gives to each version it names, read past the adapter. */
  split(): Promise<Record<string, number>>;
  /** Somebody else (field manager `colleague`) gives the versions these shares. */
  editSplit(shares: Record<string, number>): Promise<void>;
  /** Somebody else takes the route away, and all that it is in. */
  takeAway(): Promise<void>;
  /** All of the objects that is not ours to change: without destinations, weights, subsets of ours and our annotations. */
  others(): Promise<unknown>;
  /** What tells that something was written. */
  revision(): Promise<string>;
  /** What the adapter calls a version when it tells of an edit. */
  nameOf(version: string): string;
  /** What a weight is here, in percent, where not every weight can be had; else it is what was asked for. */
  reached?(weight: number): number;
  /** Sends so many requests as a user does: how often came which answer, `200 v1`. */
  ask(requests: number): Promise<Record<string, number>>;
}

/** Tests of the suite that an adapter cannot fulfil. */
export interface Exception {
  reason: string;
  tests: string[];
}

/** A fence of one release, as a workflow raises it. */
export const fenceOf = (epoch: number, release = 'release/test/1', since = 1_700_000_000_000): Fence => ({
  release,
  since,
  epoch,
});

/** What every adapter of `TrafficRouter` does, on its real cluster. */
export function trafficRouterBehaviour(name: string, world: RouterWorld, exceptions: Exception[] = []): void {
  const excepted = new Set(exceptions.flatMap(({ tests }) => tests));
  const told = new Set<string>();
  const test = (title: string, run: () => Promise<void>): void => {
    told.add(title);
    (excepted.has(title) ? jestTest.skip : jestTest)(title, run);
  };
  describe(`${name} as a traffic router`, () => {
    let router: TrafficRouter;
    const reached = (weight: number) => world.reached?.(weight) ?? weight;
    const shift = (weight: number, epoch: number, overwrite = false) =>
      router.shift(weight, { fence: fenceOf(epoch), overwrite }, soon());
    /** What controllers have not taken up yet goes by itself; the endpoints are there for who counts no requests. */
    const observed = async (asked?: number) => {
      const seen = await router.observe(soon(), asked);
      return { ...seen, waits: undefined, endpoints: undefined };
    };

    beforeEach(async () => {
      router = await world.begin();
    });

    test('before the first shift nobody has touched the route', async () => {
      expect(await observed()).toEqual({ kind: 'split', weight: 0 });
    });

    test('a shift is in force when it answers, and leaves everything else as it was', async () => {
      const others = await world.others();
      for (const [epoch, weight] of [0, 10, 35, 100].entries()) {
        const share = reached(weight);
        expect(await shift(weight, epoch)).toEqual({ kind: 'split', weight: share });
        expect(await observed()).toEqual({ kind: 'split', weight: share });
        expect(await world.split()).toEqual({ v1: 100 - share, v2: share });
      }
      expect(await world.others()).toEqual(others);
    });

    test('users get what the weight says, and every request of theirs is answered', async () => {
      const seen: Record<string, number>[] = [];
      const ask = async (requests: number) => {
        seen.push(await world.ask(requests));
        return seen.at(-1) ?? {};
      };
      const only = (version: string) => eventually(async () => (await ask(50))[`200 ${version}`] === 50);
      await shift(0, 1);
      expect(await only('v1')).toBe(true);
      await shift(100, 2);
      expect(await only('v2')).toBe(true);
      await shift(50, 3);
      const isHalf = async () => isPlausible((await ask(300))['200 v2'] ?? 0, 300, 0.5); // each goes by chance
      expect(await eventually(isHalf)).toBe(true);
      await router.release('stable', fenceOf(4), soon());
      expect(await only('v1')).toBe(true);
      const answers = new Set(seen.flatMap((answer) => Object.keys(answer)));
      expect([...answers].toSorted()).toEqual(['200 v1', '200 v2']);
    });

    test('repeating a shift writes nothing', async () => {
      await shift(10, 1);
      const revision = await world.revision();
      expect(await shift(10, 1)).toEqual({ kind: 'split', weight: reached(10) });
      expect(await world.revision()).toBe(revision);
    });

    test('an edit by somebody else is told with what and by whom, and left', async () => {
      await shift(10, 1);
      await world.editSplit({ v1: 65, v2: 35 });
      const [v1, v2] = [world.nameOf('v1'), world.nameOf('v2')];
      const edit = { what: `${v1} has 65, not 90, ${v2} has 35, not 10`, by: 'colleague' };
      const foreign = { kind: 'foreign', edit, weight: 35 };
      expect(await router.observe(soon())).toEqual(foreign);
      expect(await shift(20, 2)).toEqual(foreign);
      expect(await world.split()).toEqual({ v1: 65, v2: 35 });
    });

    test('the end of the release itself is no edit, though it was not told so; what comes after it is', async () => {
      await shift(100, 1);
      await router.release('canary', fenceOf(2), soon());
      expect(await observed(100)).toMatchObject({ kind: 'split', weight: 100 });
      await world.editSplit({ v1: 50, v2: 50 });
      expect(await router.observe(soon(), 100)).toMatchObject({ kind: 'foreign', edit: { by: 'colleague' } });
    });

    test('an edit between the preflight and the first shift is told, too', async () => {
      await world.editSplit({ v1: 50, v2: 50 });
      expect(await shift(0, 1)).toMatchObject({ kind: 'foreign', edit: { by: 'colleague' } });
    });

    test('an edit by somebody else is overwritten when that is wanted', async () => {
      await shift(10, 1);
      await world.editSplit({ v2: 100 });
      expect(await shift(0, 2, true)).toEqual({ kind: 'split', weight: 0 });
      expect((await world.split())['v1']).toBe(100);
      expect(await observed()).toEqual({ kind: 'split', weight: 0 });
    });

    test('a write from before an abort is refused after it, also when the abort changed no weight', async () => {
      await shift(0, 1);
      await shift(0, 3, true);
      await expect(shift(20, 2, true)).rejects.toMatchObject({
        type: 'Superseded',
        message: expect.stringContaining('epoch 3'),
      });
      expect((await world.split())['v1']).toBe(100);
    });

    test('a later release goes before an earlier one, whatever their epochs', async () => {
      await shift(10, 99);
      const later = fenceOf(1, 'release/test/2', 1_700_000_000_001);
      expect(await router.shift(0, { fence: later, overwrite: true }, soon())).toEqual({ kind: 'split', weight: 0 });
      await expect(shift(20, 100)).rejects.toMatchObject({ type: 'Superseded' });
    });

    test('of many writers that race the one with the highest epoch has the last word', async () => {
      await shift(10, 1);
      const race = [2, 3, 4, 5, 6].map((epoch) => shift(epoch * 10, epoch, true));
      const ends = await Promise.allSettled([...race, shift(0, 7, true)]);
      const abort = ends.at(-1);
      if (abort?.status === 'rejected') await shift(0, 7, true); // lost three races: as an activity it is tried again
      const troubles = ends.flatMap((end) => (end.status === 'rejected' ? (end.reason as { type?: string }).type : []));
      expect(troubles.filter((type) => type !== 'Superseded' && type !== 'Conflict')).toEqual([]);
      expect(await observed()).toEqual({ kind: 'split', weight: 0 });
    });

    test('released to stable, all is as at the beginning', async () => {
      const [split, others] = [await world.split(), await world.others()];
      await shift(10, 1);
      await router.release('stable', fenceOf(2), soon());
      expect(await world.split()).toEqual(split);
      expect(await world.others()).toEqual(others);
    });

    test('released to the canary, it has all requests, and stable is named no more', async () => {
      const others = await world.others();
      await shift(100, 1);
      await router.release('canary', fenceOf(2), soon());
      expect(await world.split()).toEqual({ v2: 100 });
      expect(await world.others()).toEqual(others);
    });

    test('repeating the end of a release writes nothing, and nothing older can be written after it', async () => {
      await shift(100, 1);
      await router.release('canary', fenceOf(3), soon());
      const revision = await world.revision();
      await router.release('canary', fenceOf(3), soon());
      expect(await world.revision()).toBe(revision);
      await expect(shift(20, 2, true)).rejects.toMatchObject({ type: 'Superseded' });
    });

    test('a route that is gone is missing, and cannot be released', async () => {
      await shift(10, 1);
      await world.takeAway();
      expect(await router.observe(soon())).toMatchObject({ kind: 'missing' });
      expect(await shift(0, 2, true)).toMatchObject({ kind: 'missing' });
      await expect(router.release('stable', fenceOf(3), soon())).rejects.toMatchObject({ type: 'NotFound' });
    });

    test('a signal that has ended writes nothing', async () => {
      const reason = new Error('cancelled');
      const write = router.shift(10, { fence: fenceOf(1), overwrite: false }, AbortSignal.abort(reason));
      await expect(write).rejects.toBe(reason);
      expect(await observed()).toEqual({ kind: 'split', weight: 0 });
    });

    jestTest('every exception is one of a test that there is', () => {
      expect([...excepted].filter((title) => !told.has(title))).toEqual([]);
    });
  });
}

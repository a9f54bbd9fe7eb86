import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, jest, test } from '@jest/globals';
import { watch } from '../../../activities/acts/watch.js';
import type { Finding, Watch } from '../../../domain/act.js';
import type { Plan } from '../../../domain/plan.js';
import { newTally } from '../../../domain/tally.js';
import { planOf, specOf } from '../../domain/planned.js';
import { conduct, until, World } from './world.js';

afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

const fence = { release: 'release/1', since: 0, epoch: 1 };

const hourMs = 3_600_000;

interface Subject {
  since?: number;
  plan?: Plan;
}

function watching(
  world: World,
  changes: Partial<Watch> = {},
  conducted = conduct(),
  { since = 0, plan = planOf() }: Subject = {},
) {
  const now = Date.now();
  const act = {
    ...{ kind: 'watch' as const, weight: 10, previous: 0, from: now - 60_000, until: now + 300 },
    ...{ endsOnPass: false, endsOnForeignEdit: true, endsOnFail: true, ...changes },
  };
  return watch(world.ports)({ fence: { ...fence, since }, act, spec: specOf(), plan }, conducted);
}

test('a good canary is watched to the end, and not a moment less', async () => {
  const begun = Date.now();
  const found = await watching(new World());
  expect(Date.now() - begun).toBeGreaterThanOrEqual(299);
  expect(found).toMatchObject({
    kind: 'watched',
    report: { verdict: 'pass', share: { measured: 10, reached: 'yes' } },
  });
});

test('a failing check ends it at once, with the figures', async () => {
  const world = new World();
  world.successRate = { kind: 'number', value: 0.8 };
  const found = await watching(world, { until: Date.now() + hourMs });
  expect(found).toMatchObject({
    report: { verdict: 'fail', checks: [{ name: 'rate', canary: 0.8, requests: 500 }, {}] },
  });
});

test('no requests at all are no pass', async () => {
  const world = new World();
  world.successRate = { kind: 'no-data' };
  world.requests = { kind: 'no-data' };
  world.share = { canary: 0, stable: 0 };
  expect(await watching(world)).toMatchObject({ report: { verdict: 'inconclusive' } });
});

test('a weight that users do not get yet is no pass', async () => {
  const world = new World();
  world.share = { canary: 0, stable: 500 };
  expect(await watching(world)).toMatchObject({ report: { verdict: 'inconclusive', share: { reached: 'no' } } });
});

test('a Prometheus that does not answer is told in its words, and nobody is to blame', async () => {
  const world = new World();
  world.metricsTrouble = 'Prometheus at http://x: connect ECONNREFUSED';
  expect(await watching(world)).toMatchObject({
    report: { verdict: 'inconclusive', reason: expect.stringContaining('ECONNREFUSED') },
  });
});

test('a pod that is lost is noticed before the next look is due', async () => {
  const world = new World();
  const controller = new AbortController();
  const conducted = conduct(controller.signal);
  const real = Date.now.bind(Date);
  // The clock is put back by an hour when the first look is over: so much later is the next one due.
  const tell = (seen: unknown): void => {
    conducted.told.push(seen);
    jest.spyOn(Date, 'now').mockImplementation(() => real() - hourMs);
  };
  const found = watching(world, { until: Date.now() + 2 * hourMs }, { ...conducted, tell });
  await until(() => conducted.told.length > 0);
  await turn();
  world.workload = { kind: 'progressing', ready: 0, serving: 0, waitingFor: '1 pod' };
  world.podsChanged();
  expect(await found).toMatchObject({ report: { verdict: 'fail', pods: { ready: 0, needed: 1 } } });
  controller.abort(); // ends the timer of the look that was due
});

test("somebody else's edit ends it, unless it is told not to mind", async () => {
  const world = new World();
  world.traffic = { kind: 'foreign', edit: { what: 'v2 has 35, not 10', by: 'kubectl' }, weight: 35 };
  const far = Date.now() + hourMs;
  expect(await watching(world, { until: far })).toMatchObject({ report: { foreign: { by: 'kubectl' } } });
  expect(await watching(world, { endsOnForeignEdit: false })).toMatchObject({ report: { verdict: 'inconclusive' } });
});

test('with evidence wanting it ends on the first pass, and tells of the change', async () => {
  const world = new World();
  world.share = { canary: 0, stable: 0 };
  const conducted = conduct();
  const found = watching(world, { until: Date.now() + hourMs, endsOnPass: true }, conducted);
  await until(() => conducted.told.length > 0);
  world.share = { canary: 50, stable: 450 };
  expect(await found).toMatchObject({ report: { verdict: 'pass' } });
  expect(conducted.told.length).toBeGreaterThanOrEqual(2);
});

test('a changed verdict is reported while it goes on', async () => {
  const world = new World();
  const controller = new AbortController();
  const conducted = conduct(controller.signal);
  const ended = Promise.allSettled([watching(world, { until: Date.now() + hourMs }, conducted)]);
  await until(() => conducted.told.length > 0);
  world.successRate = { kind: 'no-data' };
  await until(() => conducted.reported.length > 0);
  expect(conducted.reported).toMatchObject([{ verdict: 'inconclusive' }]);
  controller.abort();
  expect(await ended).toMatchObject([{ status: 'rejected' }]);
});

test('it ends with its signal, at once', async () => {
  const controller = new AbortController();
  const found = watching(new World(), { until: Date.now() + hourMs }, conduct(controller.signal));
  setTimeout(() => controller.abort(), 50);
  await expect(found).rejects.toThrow('aborted');
});

/** The longest window, in milliseconds, that any query looked back over. */
function longestWindow({ queries }: World): number {
  return Math.max(...queries.flatMap((query) => [...query.matchAll(/\[(\d+)ms\]/g)].map(([, ms]) => Number(ms))));
}

/** It is the same moment until the test ends; timers run on. */
function stopClock(): void {
  const timers = [
    'setTimeout',
    'clearTimeout',
    'setInterval',
    'clearInterval',
    'setImmediate',
    'clearImmediate',
  ] as const;
  jest.useFakeTimers({ doNotFake: [...timers, 'nextTick', 'queueMicrotask', 'performance', 'hrtime'] });
}

test('what came before the release began, of an earlier attempt say, is no evidence', async () => {
  const world = new World();
  stopClock();
  await watching(world, { until: 0 }, conduct(), { since: Date.now() - 20_000 });
  expect(longestWindow(world)).toBe(20_000); // of 30
});

test('on a first release the evidence begins with the weight: before, nobody can have answered', async () => {
  const { stable: _, ...plan } = planOf();
  const world = new World();
  stopClock();
  await watching(world, { weight: 100, from: Date.now() - 10_000, until: 0 }, conduct(), { plan });
  expect(longestWindow(world)).toBe(8000); // and two more for the proxies to hear of it
});

test('what it has counted goes to the next watch, and to whoever tries this one again', async () => {
  const from = Date.now() - 60_000;
  const first = conduct();
  const { tally } = (await watching(new World(), { from }, first)) as Extract<Finding, { kind: 'watched' }>;
  expect(tally).toMatchObject({ upTo: expect.any(Number), measured: { from } });
  expect(first.told.at(-1)).toMatchObject({ verdict: 'pass', tally });

  const silent = new World();
  silent.share = { canary: 0, stable: 0 };
  const measured = { from, whole: { users: { canary: 70, total: 700 } }, minute: { since: from / 1000, sources: {} } };
  const before = { ...newTally({ from, weight: 10, next: 50 }), upTo: Math.floor(Date.now() / 1000) - 15, measured };
  const next = await watching(silent, { from, tally: before });
  expect(next).toMatchObject({ report: { share: { canary: 70, total: 700, reached: 'yes' } } });
  const again = { ...conduct(), progress: { verdict: 'pass', tally: before } };
  expect(await watching(silent, { from }, again)).toMatchObject({ report: { share: { canary: 70, total: 700 } } });
  const another = { ...conduct(), progress: { tally: { ...before, form: 0 } } };
  expect(await watching(silent, { from }, another)).toMatchObject({ report: { share: { total: 0 } } });
});

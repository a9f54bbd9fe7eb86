import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, jest, test } from '@jest/globals';
import { watch } from '../../../activities/acts/watch.js';
import type { Finding, Watch } from '../../../domain/act.js';
import { newTally } from '../../../domain/tally.js';
import { planOf, specOf } from '../../domain/planned.js';
import { conduct, until, World } from './world.js';

afterEach(() => {
  jest.restoreAllMocks();
});

const fence = { release: 'release/1', since: 0, epoch: 1 };

const hourMs = 3_600_000;

function watching(world: World, changes: Partial<Watch> = {}, conducted = conduct(), plan = planOf()) {
  const now = Date.now();
  const act = {
    ...{ kind: 'watch' as const, weight: 10, previous: 0, from: now - 60_000, until: now + 300 },
    ...{ endsOnPass: false, endsOnForeignEdit: true, endsOnFail: true, ...changes },
  };
  return watch(world.ports)({ fence, act, spec: specOf(), plan }, conducted);
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
  world.failing = 0.2;
  const found = await watching(world, { until: Date.now() + hourMs });
  expect(found).toMatchObject({
    report: {
      verdict: 'fail',
      checks: [{ name: 'rate', canary: 0.8, requests: 500, stableRequests: 4500 }, { name: 'answered at all' }],
    },
  });
});

test('no requests at all are no pass', async () => {
  const world = new World();
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
  world.share = { canary: 500, stable: 4500 };
  expect(await found).toMatchObject({ report: { verdict: 'pass' } });
  expect(conducted.told.length).toBeGreaterThanOrEqual(2);
});

test('a changed verdict is reported while it goes on', async () => {
  const world = new World();
  const controller = new AbortController();
  const conducted = conduct(controller.signal);
  const ended = Promise.allSettled([watching(world, { until: Date.now() + hourMs }, conducted)]);
  await until(() => conducted.told.length > 0);
  world.metricsTrouble = 'Prometheus at http://x: connect ECONNREFUSED';
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

test('on a first release, before users have heard of the weight, nobody can have answered', async () => {
  const { stable: _, ...plan } = planOf();
  const world = new World();
  world.share = { canary: 500, stable: 0 };
  world.unanswered = 500;
  const late = await watching(world, { weight: 100, from: Date.now() - 5000 }, conduct(), plan);
  expect(late).toMatchObject({ report: { checks: [{ name: 'rate', requests: 0 }] } });
  const early = await watching(world, { weight: 100, from: Date.now() - 60_000 }, conduct(), plan);
  expect(early).toMatchObject({ report: { verdict: 'fail', reason: expect.stringContaining('no pod was there') } });
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

import { expect, test } from '@jest/globals';
import type { Finding } from '../../domain/act.js';
import { refusal } from '../../domain/refusal.js';
import { phaseOf } from '../../domain/release-state.js';
import { planOf, specOf } from './planned.js';
import { releaseAt } from './release-at.js';
import { reportOf, Simulated } from './simulated.js';

const done: Finding = { kind: 'done' };
const pass: Finding = { kind: 'watched', report: reportOf('pass') };
const unclear: Finding = { kind: 'watched', report: reportOf('inconclusive') };
const fail: Finding = { kind: 'watched', report: reportOf('fail') };
const edit = { what: 'v2 has 35, not 10', by: 'kubectl' };
const edited: Finding = { kind: 'watched', report: reportOf('inconclusive', 0, { foreign: edit }) };

test('a good release goes through every stage in order, and ends released', () => {
  const release = releaseAt('finish');
  const acts = release.effects.flatMap((effect) => (effect.kind === 'act' ? [effect.act] : []));
  const names = acts.map((act) => (act.kind === 'shift' ? `shift ${act.weight}` : act.kind));
  expect(names.filter((name) => name !== 'watch')).toEqual([
    ...['preflight', 'deploy', 'awaitReady', 'verify', 'load', 'shift 0', 'admit', 'awaitReady', 'verify'],
    ...['shift 10', 'shift 50', 'shift 100', 'shift 100', 'drain', 'decommission', 'finish'],
  ]);
  release.finds(done);
  expect(release.state.outcome).toEqual({ kind: 'released' });
  expect(release.running).toBeUndefined();
});

test('a long hold is watched in pieces of ten minutes, and passes at its end alone', () => {
  const release = releaseAt('watch 50');
  const begun = release.now;
  release.finds(pass);
  expect([release.doing, release.now - begun]).toEqual(['watch 50', 600_000]);
  release.finds(pass);
  expect([release.doing, release.now - begun]).toEqual(['shift 100', 1_200_000]);
});

test('a first release goes straight to all users, without steps and without anything to decommission', () => {
  const { stable: _, ...plan } = planOf();
  const release = releaseAt('finish', specOf(), plan);
  const weights = release.effects.flatMap((effect) =>
    effect.kind === 'act' && effect.act.kind === 'shift' ? [effect.act.weight] : [],
  );
  expect(weights).toEqual([100]);
});

test('problems that preflight finds refuse the release, and nothing is done', () => {
  const release = new Simulated();
  release.finds({ kind: 'refused', problems: ['no Service reviews'] });
  expect(release.state.outcome).toEqual({ kind: 'refused', problems: ['no Service reviews'] });
  expect(release.effects.map((effect) => effect.kind)).toEqual(['act', 'stop']);
});

test('what preflight would have people know besides stands in the outcome, and is no reason', () => {
  const release = new Simulated();
  release.finds({ kind: 'refused', problems: ['no Service reviews'], notes: ['nobody called'], searchable: true });
  expect(release.state.outcome).toEqual({
    kind: 'refused',
    problems: ['no Service reviews'],
    notes: ['nobody called'],
  });
  expect(release.state.journal.at(-1)?.what).toBe('refused: no Service reviews');
});

test('evidence against the canary takes it back: weight 0 first, tidying after', () => {
  const release = releaseAt('watch 50');
  release.finds(fail);
  const way: string[] = [];
  while (release.running) {
    way.push(release.doing);
    release.finds(done);
  }
  expect(way).toEqual(['shift 0', 'drain', 'putBack', 'finish']);
  expect(release.state.outcome).toEqual({ kind: 'rolled-back', why: 'seen fail' });
});

test.each([
  ['preflight', []],
  ...['deploy', 'awaitReady', 'verify', 'load'].map((doing) => [doing, ['putBack']] as const),
  ...['shift 0', 'admit', 'shift 10', 'watch 10', 'shift 50', 'shift 100', 'watch 100', 'drain'].map(
    (doing) => [doing, ['shift 0', 'drain', 'putBack', 'finish']] as const,
  ),
  ...['decommission', 'finish'].map((doing) => [doing, ['restore', 'shift 0', 'drain', 'putBack', 'finish']] as const),
] as const)('an abort during %s turns round at once, and ends aborted', (doing, way) => {
  const release = releaseAt(doing);
  release.order('abort', { by: 'bob', reason: 'page' });
  const gone: string[] = [];
  while (release.running) {
    gone.push(release.doing);
    release.finds(done);
  }
  expect(gone).toEqual(way);
  expect(release.state.outcome).toEqual({ kind: 'aborted', by: 'bob', reason: 'page' });
  expect(release.state.weight).toBe(0);
});

test('what comes from an act that was overtaken changes nothing', () => {
  const release = releaseAt('shift 50');
  const { id } = release.running as { id: number };
  release.order('abort');
  release.happens({ kind: 'found', id, finding: done });
  expect([release.doing, release.state.weight]).toEqual(['shift 0', 10]);
});

test('an abort after the former stable is gone leaves what is released', () => {
  const release = releaseAt('decommission');
  release.order('abort');
  release.finds({ kind: 'gone', what: 'reviews-v1 is decommissioned already' });
  expect(release.doing).toBe('finish');
  expect(release.running).toMatchObject({ act: { to: 'canary' } });
  release.finds(done);
  expect(release.state.outcome).toEqual({ kind: 'released' });
});

test('a pause stops the clock of the hold, not the guard; resuming goes on with what was left', () => {
  const release = releaseAt('watch 10');
  release.now += 20_000;
  release.order('pause');
  expect(release.doing).toBe('watch 10');
  release.now += 3_600_000;
  release.order('resume');
  expect(release.running).toMatchObject({ act: { kind: 'watch', until: release.now + 40_000 } });
});

test('a paused release takes a bad canary back', () => {
  const release = releaseAt('watch 10');
  release.order('pause');
  release.finds(fail);
  expect(release.doing).toBe('shift 0');
});

test('a pause during an act lets it end and begins no other', () => {
  const release = releaseAt('verify');
  release.order('pause');
  release.finds(done);
  expect([release.running, phaseOf(release.state)]).toEqual([undefined, 'load']);
  release.order('resume');
  expect(release.doing).toBe('load');
});

test('without evidence the weight stands; at the limit a person is asked, and may let it go on', () => {
  const release = releaseAt('watch 10');
  release.finds(unclear);
  expect([release.doing, release.state.question]).toEqual(['watch 10', undefined]);
  release.finds(unclear);
  expect(release.state.question?.text).toContain('no evidence within 600 s');
  release.order('approve');
  expect(release.state.weight).toBe(10);
  expect(release.state.question?.gate).toBe('payments');
});

test('evidence that comes late still counts, even after the question', () => {
  const release = releaseAt('watch 10');
  release.finds(unclear);
  release.finds(unclear);
  release.finds(pass);
  expect(release.state.question?.gate).toBe('payments');
});

test('without evidence it gives up at the limit, when the spec says so', () => {
  const release = releaseAt('watch 10', specOf({ inconclusive: { limitMs: 600_000, action: 'roll-back' } }));
  release.finds(unclear);
  release.finds(unclear);
  expect(release.doing).toBe('shift 0');
});

test("somebody else's edit pauses, and resuming writes our weight again", () => {
  const release = releaseAt('watch 10');
  release.finds(edited);
  expect(release.state.paused?.reason).toContain('the route was edited by kubectl: v2 has 35, not 10');
  expect(release.running).toMatchObject({ act: { kind: 'watch', endsOnForeignEdit: false } });
  release.order('resume');
  expect(release.running).toMatchObject({ act: { kind: 'shift', weight: 10, overwrite: true } });
  release.finds(done);
  expect(release.running).toMatchObject({ act: { kind: 'watch', endsOnForeignEdit: true } });
});

test.each([
  ['put-back', { kind: 'shift', weight: 10, overwrite: true }],
  ['roll-back', { kind: 'shift', weight: 0, overwrite: true }],
] as const)("somebody else's edit: %s", (drift, act) => {
  const release = releaseAt('watch 10', specOf({ drift }));
  release.finds(edited);
  expect(release.running).toMatchObject({ act });
});

test('a write that is refused is tried for ever, on the way back too, and says what it waits for', () => {
  const release = releaseAt('watch 50');
  release.order('abort');
  const failure = { type: 'Unavailable' as const, message: "Istio's webhook does not answer" };
  for (let attempt = 1; attempt < 20; attempt += 1) {
    const { id } = release.running as { id: number };
    release.happens({ kind: 'failed', id, failure });
    expect(release.state.trouble).toMatchObject({ what: failure.message, attempts: attempt });
    expect(release.running).toMatchObject({ act: { kind: 'watch', endsOnFail: false } });
    release.finds(fail);
    expect(release.running).toMatchObject({ attempt, act: { kind: 'shift', weight: 0 } });
  }
  while (release.running) release.finds(done);
  expect(release.state.outcome?.kind).toBe('aborted');
  expect(release.state.trouble).toBeUndefined();
});

test('on the way back a route that is gone, or another release has, leaves the rest to be taken away', () => {
  const release = releaseAt('watch 50');
  release.order('abort');
  const message = 'VirtualService bookinfo/reviews is gone';
  release.happens({
    kind: 'failed',
    id: (release.running as { id: number }).id,
    failure: { type: 'NotFound', message },
  });
  release.finds(done);
  expect(release.doing).toBe('putBack');
});

test('trouble that no retry mends takes the release back; before anything is touched it refuses it', () => {
  const failure = { type: 'Forbidden' as const, message: 'deployments is forbidden' };
  const release = releaseAt('deploy');
  release.happens({ kind: 'failed', id: (release.running as { id: number }).id, failure });
  expect(release.doing).toBe('putBack');
  const fresh = new Simulated();
  fresh.happens({ kind: 'failed', id: 1, failure });
  expect(fresh.state.outcome).toEqual({ kind: 'refused', problems: [failure.message] });
});

test('after continue-as-new what ran is begun again, with what is left of the hold', () => {
  const release = releaseAt('watch 50');
  release.now += 500_000;
  release.happens({ kind: 'begun' });
  expect(release.running).toMatchObject({ act: { kind: 'watch', until: release.now + 600_000 } });
  release.finds(pass);
  expect(release.running).toMatchObject({ act: { kind: 'watch', until: release.now + 100_000 } });
});

test.each([
  ['resume', 'watch 10', 'the release is not paused'],
  ['approve', 'watch 10', 'nothing waits for approval'],
  ['promote', 'verify', 'promote skips steps, and the release is in verify'],
  ['skip', 'load', 'skip ends a hold, and there is none: the release is in load'],
] as const)('%s during %s is refused with the reason, and changes nothing', (name, doing, reason) => {
  const release = releaseAt(doing);
  const before = release.effects.length;
  expect(refusal(release.state, { name })).toBe(reason);
  release.order(name);
  expect(release.effects).toHaveLength(before);
  expect(release.state.journal.at(-1)?.what).toBe(`${name} refused, ${reason}`);
});

test('promote goes to all users at once; skip to the next weight', () => {
  const promoted = releaseAt('watch 10');
  promoted.order('promote');
  expect(promoted.doing).toBe('shift 100');
  const skipped = releaseAt('watch 50');
  skipped.order('skip');
  expect(skipped.doing).toBe('shift 100');
});

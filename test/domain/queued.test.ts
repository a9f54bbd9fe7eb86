import { expect, test } from '@jest/globals';
import type { Finding } from '../../domain/act.js';
import { details } from '../../domain/details.js';
import { refusal } from '../../domain/refusal.js';
import { firstState, phaseOf } from '../../domain/release-state.js';
import { supersederFrom } from '../../domain/superseded.js';
import { queued } from '../../domain/turn.js';
import { planOf, specOf } from './planned.js';
import { releaseAt } from './release-at.js';
import { reportOf, Simulated } from './simulated.js';

const done: Finding = { kind: 'done' };
const pass: Finding = { kind: 'watched', report: reportOf('pass') };
const by = { release: 'release/test/bookinfo/reviews/2', version: 'v3', by: 'bob' };
const reason = 'superseded by release/test/bookinfo/reviews/2 (v3)';

/** A release that waits for its turn. */
function waiting(): Simulated {
  const release = new Simulated(queued(firstState('release/test/bookinfo/reviews/1', 0, 'the spec')));
  release.now = 60_000;
  return release;
}

/** What it does up to its end. */
function way(release: Simulated): string[] {
  const gone: string[] = [];
  while (release.running) {
    gone.push(release.doing);
    release.finds(done);
  }
  return gone;
}

test('a release whose queue is gone ends, and says what to do; one that has had its turn goes on', () => {
  const lost = waiting();
  lost.happens({ kind: 'orphaned', service: 'service/test/bookinfo/reviews' });
  const why = 'service/test/bookinfo/reviews was ended by force, and the queue with it; release it again';
  expect(lost.state.outcome).toEqual({ kind: 'aborted', by: 'temporal', reason: why });
  expect(way(lost)).toEqual([]);
  const begun = waiting();
  begun.happens({ kind: 'turn' });
  begun.happens({ kind: 'orphaned', service: 'service/test/bookinfo/reviews' });
  expect([begun.doing, begun.state.cause]).toEqual(['preflight', undefined]);
});

test('a release that waits does nothing; with its turn it begins, with a fence later than all that ran meanwhile', () => {
  const release = waiting();
  expect([phaseOf(release.state), release.running]).toEqual(['queued', undefined]);
  expect(details(release.state)).toContain('queued');
  release.happens({ kind: 'turn' });
  expect([release.doing, phaseOf(release.state), release.state.since]).toEqual(['preflight', 'preflight', 60_000]);
  release.finds({ kind: 'planned', spec: specOf(), plan: planOf() });
  expect(release.doing).toBe('deploy');
});

test('a turn that comes twice, or to a release that does not wait, changes nothing', () => {
  const release = waiting();
  release.happens({ kind: 'turn' });
  const { state } = release;
  release.now += 1000;
  release.happens({ kind: 'turn' });
  expect(release.state).toEqual(state);
});

test('after continue-as-new it still waits', () => {
  const release = waiting();
  release.happens({ kind: 'begun' });
  expect([phaseOf(release.state), release.running]).toEqual(['queued', undefined]);
});

test('an abort takes it out of the queue, and nothing is touched', () => {
  const release = waiting();
  release.order('abort', { by: 'bob', reason: 'not today' });
  expect(release.state.outcome).toEqual({ kind: 'aborted', by: 'bob', reason: 'not today' });
  expect(release.effects.every(({ kind }) => kind === 'stop')).toBe(true);
  release.happens({ kind: 'turn' });
  expect([release.running, phaseOf(release.state)]).toEqual([undefined, 'ended']);
});

test('orders that need a release under way are refused while it waits, with the reason', () => {
  const { state } = waiting();
  expect(refusal(state, { name: 'promote' })).toBe('promote skips steps, and the release is in queued');
  expect(refusal(state, { name: 'skip' })).toContain('queued');
  expect(refusal(state, { name: 'approve' })).toBe('nothing waits for approval');
});

test('one that is paused while it waits has its turn, and begins when it is resumed', () => {
  const release = waiting();
  release.order('pause');
  release.happens({ kind: 'turn' });
  expect([release.running, phaseOf(release.state)]).toEqual([undefined, 'preflight']);
  release.order('resume');
  expect(release.doing).toBe('preflight');
});

test.each([
  ['preflight', []],
  ['load', ['putBack']],
  ['watch 10', ['shift 0', 'drain', 'putBack', 'finish']],
  ['shift 100', ['shift 0', 'drain', 'putBack', 'finish']],
])('superseded during %s it is rolled back, by who supersedes it', (doing, expected) => {
  const release = releaseAt(doing);
  release.happens({ kind: 'superseded', by });
  expect(way(release)).toEqual(expected);
  expect(release.state.outcome).toEqual({ kind: 'aborted', by: 'bob', reason });
});

test('superseded while it bakes it ends released, without the rest of the bake, paused or not', () => {
  for (const isPaused of [false, true]) {
    const release = releaseAt('watch 100');
    while (phaseOf(release.state) !== 'bake') release.finds(release.doing.startsWith('watch') ? pass : done);
    if (isPaused) release.order('pause');
    release.happens({ kind: 'superseded', by });
    expect(way(release)).toEqual(['drain', 'decommission', 'finish']);
    expect(release.state.outcome).toEqual({ kind: 'released' });
    expect(release.state.journal.some(({ what }) => what === reason)).toBe(true);
  }
});

test('superseded while the former stable is taken away it goes on, and one that was paused there, too', () => {
  const release = releaseAt('drain');
  release.happens({ kind: 'superseded', by });
  expect(way(release)).toEqual(['drain', 'decommission', 'finish']);
  const paused = releaseAt('decommission');
  paused.finds({ kind: 'foreign', edit: { what: 'v2 has 35, not 100', by: 'kubectl' } });
  expect(paused.state.paused?.by).toBe('sluice');
  paused.happens({ kind: 'superseded', by });
  expect(way(paused)).toEqual(['decommission', 'finish']);
});

test('superseded on its way back it goes on as it was, and notes it', () => {
  const release = releaseAt('watch 50');
  release.order('abort', { by: 'ann', reason: 'bad' });
  release.happens({ kind: 'superseded', by });
  expect(release.state.journal.at(-1)).toMatchObject({ by: 'bob', what: reason });
  way(release);
  expect(release.state.outcome).toEqual({ kind: 'aborted', by: 'ann', reason: 'bad' });
});

test('superseded while it waits it ends at once', () => {
  const release = waiting();
  release.happens({ kind: 'superseded', by });
  expect(release.state.outcome).toEqual({ kind: 'aborted', by: 'bob', reason });
});

test.each([undefined, null, 3, 'x', {}, { by: 4 }])('whatever the signal carries, %j, it is read', (payload) => {
  expect(supersederFrom(payload)).toEqual({ release: 'another release', version: '', by: 'unknown' });
});

test('who is superseded while it is decommissioned waits for the end of no freeze', () => {
  const release = releaseAt('decommission');
  release.finds({ kind: 'foreign', edit: { what: 'v2 has 35, not 100', by: 'kubectl' } });
  release.order('resume');
  release.finds({ kind: 'frozen', why: 'weekend' });
  expect(release.state.frozen).toMatchObject({ putBack: true });
  release.happens({ kind: 'superseded', by });
  expect([release.doing, release.state.frozen]).toEqual(['decommission', undefined]);
});

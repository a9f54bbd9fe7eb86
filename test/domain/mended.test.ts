import { expect, test } from '@jest/globals';
import type { Finding } from '../../domain/act.js';
import { mended, whyNotMended } from '../../domain/mended.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import type { ReleaseState } from '../../domain/release-state.js';
import { planOf, specOf } from './planned.js';
import { reportOf, Simulated } from './simulated.js';

const done: Finding = { kind: 'done' };
const pass: Finding = { kind: 'watched', report: reportOf('pass') };
const own = { release: 'release/test/bookinfo/reviews/2', since: 5000 };
const order = { by: 'ann', reason: 'the shop loses orders' };

/** A release that has gone on until `isThere`, or to its end. */
function gone(
  decommission: ReleaseSpec['decommission'],
  isThere: (release: Simulated) => boolean = () => false,
  plan = planOf(),
): ReleaseState {
  const release = new Simulated();
  while (release.state.outcome === undefined && !isThere(release)) {
    if (release.doing === 'preflight') release.finds({ kind: 'planned', spec: specOf({ decommission }), plan });
    else if (release.state.question?.gate) release.order('approve');
    else release.finds(release.doing.startsWith('watch') ? pass : done);
  }
  return release.state;
}

/** What it does up to its end, and each act whole. */
function way(release: Simulated) {
  const names: string[] = [];
  while (release.running) {
    names.push(release.doing);
    release.finds(done);
  }
  return names;
}

test.each(['leave', 'scale'] as const)('a release that ended, and whose decommission was %s, is taken back', (how) => {
  const left = gone(how);
  expect(whyNotMended(left)).toBeUndefined();
  const release = new Simulated(mended(left, own, order));
  expect(release.running).toMatchObject({ act: { kind: 'restore', ended: true } });
  expect(way(release)).toEqual(['restore', 'shift 0', 'drain', 'putBack', 'finish']); // one weight change
  const why = 'release/test/bookinfo/reviews/1 is taken back by ann';
  expect(release.state).toMatchObject({ outcome: { kind: 'rolled-back', why }, weight: 0, ...own });
  const what = 'rollback of release/test/bookinfo/reviews/1: the shop loses orders';
  expect(release.state.journal).toContainEqual(expect.objectContaining({ by: 'ann', what }));
});

test('when the route is no longer as the release left it, that is refused and nothing touched', () => {
  const release = new Simulated(mended(gone('leave'), own, order));
  release.finds({ kind: 'refused', problems: ['the route was edited by kubectl'] });
  expect(release.state.outcome).toEqual({ kind: 'refused', problems: ['the route was edited by kubectl'] });
  expect(release.running).toBeUndefined();
});

test('taking back is itself taken up again when it was ended by force, without asking what was there', () => {
  const first = new Simulated(mended(gone('leave'), own, order));
  first.finds(done);
  first.finds(done);
  const again = new Simulated(mended(first.state, { release: 'release/test/bookinfo/reviews/3', since: 9000 }, order));
  expect(again.state.takesBack).toBeUndefined();
  expect(again.running).toEqual({ kind: 'act', id: 1, attempt: 0, act: { kind: 'restore' } });
  expect(way(again)).toEqual(['restore', 'shift 0', 'drain', 'putBack', 'finish']);
});

test('a release that was ended by force goes back from where it stood', () => {
  const left = gone('delete', ({ doing }) => doing === 'watch 50');
  expect(whyNotMended(left)).toBeUndefined();
  const release = new Simulated(mended(left, own, order));
  expect(way(release)).toEqual(['shift 0', 'drain', 'putBack', 'finish']);
  const why = 'release/test/bookinfo/reviews/1 was ended by force at weight 50 %';
  expect(release.state.outcome).toEqual({ kind: 'rolled-back', why });
});

test('what cannot be taken back is told with the reason', () => {
  expect(whyNotMended(gone('delete'))).toBe(
    'release/test/bookinfo/reviews/1 has ended released, and reviews-v1 was deleted then: release the former version anew',
  );
  const { stable: _, ...first } = planOf();
  const firstRelease = gone('leave', undefined, first);
  expect(whyNotMended(firstRelease)).toContain('there was no version before it');
  const aborted = new Simulated(gone('delete', ({ doing }) => doing === 'watch 10'));
  aborted.order('abort');
  way(aborted);
  expect(whyNotMended(aborted.state)).toBe('release/test/bookinfo/reviews/1 has ended: aborted');
});

test('an abort while it bakes is one weight change, and the first thing done', () => {
  const baking = new Simulated(gone('delete', ({ doing }) => doing === 'watch 100'));
  baking.order('skip');
  expect(baking.doing).toBe('shift 100');
  baking.finds(done);
  baking.order('abort', { by: 'ann', reason: 'rollback' });
  expect(baking.running).toMatchObject({ act: { kind: 'shift', weight: 0 } });
  expect(way(baking)).toEqual(['shift 0', 'drain', 'putBack', 'finish']);
});

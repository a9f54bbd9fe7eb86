import { expect, test } from '@jest/globals';
import type { Plan } from '../../domain/plan.js';
import { phaseOf } from '../../domain/release-state.js';
import { podsPlanOf, specOf } from './planned.js';
import { reportOf, Simulated } from './simulated.js';

/** A release whose preflight has found that plan. */
function planned(plan: Plan, changes: Parameters<typeof specOf>[0] = {}): Simulated {
  const release = new Simulated();
  release.finds({ kind: 'planned', spec: specOf(changes), plan });
  return release;
}

/** Lets everything be done, and watches pass, until it is at the end. */
function whole(release: Simulated): string[] {
  const done: string[] = [];
  while (!release.state.outcome) {
    done.push(release.doing);
    if (release.doing.startsWith('watch')) release.finds({ kind: 'watched', report: reportOf('pass', release.now) });
    else release.finds({ kind: 'done' });
  }
  return done;
}

const step = (weight: number) => ({ kind: 'weight' as const, weight, holdMs: 1000 });

test('what was proved dark gets users: nothing is admitted and proved again', () => {
  const done = whole(planned(podsPlanOf(), { steps: [step(33), step(100)] }));
  expect(done).toEqual([
    ...['deploy', 'awaitReady', 'verify', 'load', 'shift 33', 'watch 33', 'shift 100', 'watch 100'],
    ...['shift 100', 'watch 100', 'drain', 'decommission', 'finish'],
  ]);
});

test('steps that are no pod are left out', () => {
  const done = whole(planned(podsPlanOf({ round: 'down' }), { steps: [step(10), step(20), step(40)] }));
  expect(done.filter((each) => each.startsWith('shift'))).toEqual(['shift 40', 'shift 100']);
});

function at33(drift: 'pause' | 'put-back' | 'roll-back' = 'pause'): Simulated {
  const release = planned(podsPlanOf(), { steps: [step(33)], drift });
  for (const _ of ['deploy', 'awaitReady', 'verify', 'load', 'shift']) release.finds({ kind: 'done' });
  expect(release.doing).toBe('watch 33');
  return release;
}

test.each(['pause', 'put-back', 'roll-back'] as const)(
  'pods that Kubernetes has replaced get users again, whatever the spec says of edits (%s)',
  (drift) => {
    const release = at33(drift);
    const foreign = { what: '0 of 1 pods have users', by: 'kubernetes', replaced: true as const };
    release.finds({ kind: 'watched', report: reportOf('inconclusive', 0, { foreign }) });
    expect(release.running).toMatchObject({ act: { kind: 'shift', weight: 33, overwrite: true } });
    expect(release.state.paused).toBeUndefined();
    release.finds({ kind: 'done' });
    expect(release.doing).toBe('watch 33');
    expect(phaseOf(release.state)).toBe('steps');
  },
);

test("a person's edit follows the spec", () => {
  const release = at33('pause');
  const foreign = { what: 'reviews-v1 has 5 replicas, not 2', by: 'kubectl' };
  release.finds({ kind: 'watched', report: reportOf('inconclusive', 0, { foreign }) });
  expect(release.state.paused?.reason).toContain('the split was edited by kubectl: reviews-v1 has 5 replicas');
});

test('taken back: users first, then what was added', () => {
  const release = at33();
  release.order('abort');
  expect(whole(release)).toEqual(['shift 0', 'drain', 'putBack', 'finish']);
  const early = planned(podsPlanOf());
  early.finds({ kind: 'done' });
  early.order('abort');
  expect(whole(early)).toEqual(['putBack']);
});

test('a first release, and one that is taken back', () => {
  const { stable: _, ...first } = podsPlanOf();
  expect(whole(planned(first, { steps: [step(33)] })).filter((each) => /shift|finish|decom/.test(each))).toEqual([
    'shift 100',
    'finish',
  ]);
});

import { expect } from '@jest/globals';
import { planOf, specOf } from './planned.js';
import { reportOf, Simulated } from './simulated.js';

/** A release at the first act that is called so, or at its first gate; gates on the way to an act are approved. */
export function releaseAt(doing: string, spec = specOf(), plan = planOf()): Simulated {
  const release = new Simulated();
  const isThere = () => (doing === 'the gate' ? release.state.question?.gate !== undefined : release.doing === doing);
  for (let turn = 0; !isThere() && turn < 60; turn += 1) {
    if (release.doing === 'preflight') release.finds({ kind: 'planned', spec, plan });
    else if (release.state.question?.gate) release.order('approve');
    else if (release.doing.startsWith('watch')) release.finds({ kind: 'watched', report: reportOf('pass') });
    else release.finds({ kind: 'done' });
  }
  expect(isThere()).toBe(true);
  return release;
}

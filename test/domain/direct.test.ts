import { expect, test } from '@jest/globals';
import type { Finding } from '../../domain/act.js';
import { above, mayWrite } from '../../domain/fence.js';
import { planOf, specOf } from './planned.js';
import { reportOf, Simulated } from './simulated.js';

const done: Finding = { kind: 'done' };
const pass: Finding = { kind: 'watched', report: reportOf('pass') };
const message = 'ann gave stable all requests directly (sluice abort --direct): page';

function at(doing: string): Simulated {
  const release = new Simulated();
  for (let turn = 0; release.doing !== doing && turn < 60; turn += 1) {
    if (release.doing === 'preflight') release.finds({ kind: 'planned', spec: specOf(), plan: planOf() });
    else if (release.state.question?.gate) release.order('approve');
    else release.finds(release.doing.startsWith('watch') ? pass : done);
  }
  expect(release.doing).toBe(doing);
  return release;
}

/** The route, as far as fences go: what the release writes is refused while a later fence is on it. */
class FencedRoute {
  epoch = 0;
  weights: number[] = [];

  /** `sluice abort --direct`. */
  direct(): void {
    const { epoch } = above({ release: 'r', since: 1, epoch: this.epoch });
    this.epoch = epoch;
    this.weights.push(0);
  }

  /** Does what runs, as the adapter would. */
  run(release: Simulated): void {
    const { running } = release;
    if (running?.kind !== 'act') return release.waits();
    const isWrite = running.act.kind === 'shift' || running.act.kind === 'finish';
    if (!isWrite) return release.finds(running.act.kind === 'watch' ? pass : done);
    if (running.id < this.epoch) {
      const failure = { type: 'Superseded' as const, message, epoch: this.epoch };
      return release.happens({ kind: 'failed', id: running.id, failure });
    }
    this.epoch = running.id;
    if (running.act.kind === 'shift') this.weights.push(running.act.weight);
    release.finds(done);
  }
}

test.each(['shift 10', 'watch 10', 'shift 50', 'watch 50', 'shift 100', 'watch 100', 'drain', 'finish'])(
  'a direct abort during %s: whatever the release does when it is well again, no weight rises, and it ends tidily',
  (doing) => {
    const release = at(doing);
    const route = new FencedRoute();
    route.epoch = release.state.epoch;
    route.direct();
    const ways: string[] = [];
    for (let turn = 0; !release.state.outcome && turn < 100; turn += 1) {
      if (release.state.question?.gate) release.order('approve');
      else {
        ways.push(release.doing);
        route.run(release);
      }
    }
    expect(route.weights.every((weight) => weight === 0)).toBe(true);
    expect(release.state.outcome).toEqual({ kind: 'rolled-back', why: message });
    expect(ways.slice(-4)).toEqual(['shift 0', 'drain', 'putBack', 'finish']);
    expect(route.epoch).toBe(release.state.epoch); // the last write, which ends the fence, was let through
  },
);

test('the abort that is left for the release comes first: it goes back by that, above the direct write', () => {
  const release = at('watch 50');
  const route = new FencedRoute();
  route.direct();
  release.order('abort', { by: 'ann', reason: 'page' });
  expect(release.doing).toBe('shift 0');
  const { id } = release.running as { id: number };
  route.run(release);
  expect([release.doing, (release.running as { id: number }).id]).toEqual(['shift 0', route.epoch + 1]);
  expect(id).toBeLessThan(route.epoch);
  while (release.running) route.run(release);
  expect(release.state.outcome).toEqual({ kind: 'aborted', by: 'ann', reason: 'page' });
});

test('what a later release has, which is no direct write, is still left alone', () => {
  const release = at('watch 50');
  release.order('abort');
  const { id } = release.running as { id: number };
  release.happens({ kind: 'failed', id, failure: { type: 'Superseded', message: 'a later release has it' } });
  expect(release.doing).toBe('drain');
  expect(release.state.epoch).toBeLessThan(1000);
});

test('a direct write goes before all that its release can still have under way', () => {
  const fence = { release: 'r', since: 1, epoch: 40 };
  const direct = above({ ...fence, direct: { by: 'ann', reason: '' } });
  expect(direct).toEqual({ ...fence, epoch: 1_000_000_040 });
  for (const epoch of [1, 41, 100_000]) expect(mayWrite({ ...fence, epoch }, direct)).toBe(false);
  expect(mayWrite({ ...fence, since: 2, epoch: 1 }, direct)).toBe(true); // the next release
});

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Finding } from '../../domain/act.js';
import { ifBusyChoices, longestText } from '../../domain/message.js';
import { firstState, type Outcome, type ReleaseState } from '../../domain/release-state.js';
import { provedWeight, retried, retryFrom, stepsFrom, whyNotRetried } from '../../domain/retry.js';
import { startRequestFrom } from '../../domain/start-request.js';
import { planOf, specOf } from './planned.js';
import { reportOf, Simulated } from './simulated.js';

const done: Finding = { kind: 'done' };
const pass: Finding = { kind: 'watched', report: reportOf('pass') };
const fail: Finding = { kind: 'watched', report: reportOf('fail') };
const weight = (percent: number) => ({ kind: 'weight' as const, weight: percent, holdMs: 60_000 });
const gate = { kind: 'approval' as const, gate: 'payments' };
const steps = [weight(10), gate, weight(20), weight(50), weight(100)];

/** Runs it until an act of that name is reached, then lets `end` happen and takes it back. */
function attempt(doing: string, end: (release: Simulated) => void, begun = new Simulated()): ReleaseState {
  goOn(begun, doing);
  end(begun);
  while (begun.running) begun.finds(done);
  return begun.state;
}

function goOn(release: Simulated, doing: string): string[] {
  const ways: string[] = [];
  for (let turn = 0; release.doing !== doing && turn < 80; turn += 1) {
    if (release.state.question?.gate) {
      ways.push(release.state.question.gate);
      release.order('approve');
      continue;
    }
    ways.push(release.doing);
    if (release.doing === 'preflight') release.finds({ kind: 'planned', spec: specOf({ steps }), plan: planOf() });
    else release.finds(release.doing.startsWith('watch') ? pass : done);
  }
  expect(release.doing).toBe(doing);
  return ways;
}

const failing = (release: Simulated) => release.finds(fail);

test.each<[string, (release: Simulated) => void, number | undefined]>([
  ['watch 50', failing, 20],
  ['watch 20', failing, 10],
  ['watch 10', failing, undefined],
  ['verify', (release) => release.finds({ kind: 'bad', why: 'wrong' }), undefined],
  ['watch 50', (release) => release.order('abort'), 20],
  ['drain', (release) => release.order('abort'), 50], // 100 had passed, and then was what failed
])('failed at %s (%#), the highest weight that had passed below is %s', (doing, end, proved) => {
  expect(provedWeight(attempt(doing, end))).toBe(proved);
});

test('a hold that a person skipped has proved nothing', () => {
  const skipped = attempt('watch 50', (release) => {
    release.order('skip');
    goOn(release, 'watch 100');
    failing(release);
  });
  expect([skipped.highestWeight, provedWeight(skipped)]).toEqual([100, 20]);
});

test('a retry from there proves everything in the dark again, asks at its gates, and holds that weight in full', () => {
  const first = firstState('release/test/bookinfo/reviews/2', 0, 'the spec');
  const release = new Simulated(retried(first, { of: 'release/test/bookinfo/reviews/1', from: 20 }, 'ann'));
  expect(release.state.journal[0]).toMatchObject({
    by: 'ann',
    what: 'retry of release/test/bookinfo/reviews/1 from 20 %, which had passed there',
  });
  const ways = goOn(release, 'watch 20');
  expect(ways).toEqual([
    ...['preflight', 'deploy', 'awaitReady', 'verify', 'load', 'shift 0', 'admit', 'awaitReady', 'verify'],
    ...['payments', 'shift 20'],
  ]);
  expect(release.state.hold?.remainingMs).toBe(60_000);
  release.finds(fail);
  expect(release.doing).toBe('shift 0');
  while (release.running) release.finds(done);
  expect(provedWeight(release.state)).toBeUndefined(); // now 20 is what failed
});

test('gates stay, and what is no weight of the steps leaves out nothing', () => {
  const spec = specOf({ steps });
  expect(stepsFrom(spec, 50)).toEqual([gate, weight(50), weight(100)]);
  for (const from of [undefined, 0, 15, 101, -1, NaN]) expect(stepsFrom(spec, from)).toEqual(steps);
});

test.each<[Outcome | undefined, boolean]>([
  [undefined, false],
  [{ kind: 'released' }, false],
  [{ kind: 'refused', problems: [] }, true],
  [{ kind: 'rolled-back', why: '' }, true],
  [{ kind: 'aborted', by: '', reason: '' }, true],
])('whether %j is tried again', (outcome, isTried) => {
  const state = { ...firstState('r', 0, ''), ...(outcome ? { outcome } : {}) };
  expect(whyNotRetried(state) === undefined).toBe(isTried);
});

test.each([undefined, null, 3, {}, { retry: 3 }, { retry: {} }, { retry: { of: 7, from: 20 } }])(
  'a start that carries %j is no retry',
  (payload) => {
    expect(retryFrom(payload)).toBeUndefined();
  },
);

test('a start is read, or told what it may say', () => {
  const request = { text: 'x', version: 'v2', by: 'ann', ifBusy: 'queue', retry: { of: 'r/1', from: 20 } };
  expect(startRequestFrom(request)).toEqual(request);
  expect(startRequestFrom({ ...request, retry: { of: 'r/1', from: 'x' } })).toMatchObject({ retry: { of: 'r/1' } });
  expect(startRequestFrom(undefined)).toEqual({ text: '', version: '', by: 'unknown', ifBusy: 'reject' });
  const urgent = { text: '', version: '', by: 'ann', ifBusy: 'queue', override: true };
  expect(startRequestFrom({ ...urgent, reason: 'it is down' })).toEqual({ ...urgent, reason: 'it is down' });
  expect(startRequestFrom(urgent)).toBe('an override of a freeze needs a reason');
  expect(startRequestFrom({ ifBusy: 'wait' })).toBe('ifBusy is wait; expected reject, queue, supersede');
  expect(startRequestFrom({ text: 'x'.repeat(longestText + 1) })).toContain('longer than');
});

test('whatever a start carries, it is a request that can be carried out, or a sentence', () => {
  fc.assert(
    fc.property(fc.anything(), (payload) => {
      const request = startRequestFrom(payload);
      expect(typeof request === 'string' || ifBusyChoices.includes(request.ifBusy)).toBe(true);
    }),
  );
});

import { expect, test } from '@jest/globals';
import type { LiveState } from '../../client/live-state.js';
import { paint } from '../../client/paint.js';
import { outcomeText, render } from '../../client/render.js';
import { firstState } from '../../domain/release-state.js';
import type { WatchReport } from '../../domain/watch-report.js';
import { harmfulOpinion } from '../domain/harmful-opinion.js';
import { planOf, specOf } from '../domain/planned.js';

const noon = Date.UTC(2026, 10, 21, 12);
const plain = (state: LiveState) => render(state, { now: noon + 48_000, paint: paint(false) });

const report: WatchReport = {
  at: noon,
  verdict: 'pass',
  reason: 'all is well',
  checks: [
    { name: 'rate', verdict: 'pass', reason: '', canary: 0.9984, stable: 1, requests: 512.4, evidence: 3.14 },
    { name: 'answered at all', verdict: 'inconclusive', reason: '', requests: 5120 },
  ],
  share: { asked: 10, measured: 9.84, canary: 50, total: 512, reached: 'yes' },
  pods: { ready: 2, needed: 1 },
};

function holding(changes: Partial<LiveState> = {}): LiveState {
  return {
    ...firstState('release/default/bookinfo/reviews/3', noon, ''),
    ...{ spec: specOf(), plan: planOf(), weight: 10, report },
    ...{ stages: [{ kind: 'hold', phase: 'steps', ms: 60_000 }], hold: { remainingMs: 60_000, runningSince: noon } },
    running: {
      kind: 'act',
      id: 7,
      act: {
        ...{ kind: 'watch', weight: 10, previous: 0, from: noon, until: noon + 60_000 },
        ...{ endsOnPass: false, endsOnForeignEdit: true, endsOnFail: true },
      },
    },
    journal: [{ at: noon, by: 'sluice', what: 'weight 10 %', weight: 10 }],
    ...changes,
  };
}

test('a hold shows the weight asked and measured, the checks of both versions, and what is left of it', () => {
  expect(plain(holding())).toBe(
    `
bookinfo/reviews v2  steps  release/default/bookinfo/reviews/3
asked       10 %  ████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
measured   9.8 %  ███▉░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  512 requests
check             canary  stable  requests  against it
rate             99.84 %   100 %       512    3.1 to 1  pass
answered at all        -       -      5120           -  inconclusive
pods      2 ready, 1 needed
waits for the hold at 10 %: 12 s left
12:00:00Z    10 %  sluice: weight 10 %
`.trim(),
  );
});

test('what the judge says stands below the checks', () => {
  const lines = plain(holding({ report: { ...report, opinion: harmfulOpinion } })).split('\n');
  expect(lines.slice(5, 7)).toEqual([
    'answered at all        -       -      5120           -  inconclusive',
    'judge     harmful: v2 failed 9 of 871 requests (1.03 %)',
  ]);
});

test('what waits for a person is said first', () => {
  const state = holding({
    question: { gate: 'payments', text: 'approval of payments before the weight goes above 10 %', since: noon },
    paused: { by: 'ada', reason: 'lunch', at: noon },
    trouble: { what: 'istiod does not answer', since: noon, attempts: 3 },
  });
  expect(
    plain(state)
      .split('\n')
      .filter((line) => line.startsWith('waits')),
  ).toEqual([
    'waits for resume: paused by ada, lunch',
    'waits for approve: approval of payments before the weight goes above 10 %',
    'waits for istiod does not answer (tried 3 times)',
  ]);
});

test.each<[string, Partial<LiveState>, string[]]>([
  [
    'a gate with a limit',
    {
      question: {
        gate: 'payments',
        text: 'approval of payments',
        since: noon,
        until: noon + 648_000,
        onTimeout: 'go-on',
      },
    },
    ['waits for approve: approval of payments; 10 min left, then it goes on'],
  ],
  [
    'a freeze',
    { frozen: { until: noon + 3_600_000, why: 'weekend', since: noon, tryAt: noon + 600_000 } },
    ['waits for the end of the freeze: frozen until 2026-11-21 13:00 UTC: weekend'],
  ],
])('%s is waited for', (_, changes, lines) => {
  expect(
    plain(holding(changes))
      .split('\n')
      .filter((line) => line.startsWith('waits')),
  ).toEqual(lines);
});

test.each<[Partial<LiveState>, string]>([
  [{ outcome: { kind: 'released' } }, 'bookinfo/reviews v2  released  release/default/bookinfo/reviews/3'],
  [
    { outcome: { kind: 'aborted', by: 'ada', reason: 'wrong build' } },
    'bookinfo/reviews v2  aborted by ada: wrong build  release/default/bookinfo/reviews/3',
  ],
  [
    { cause: { kind: 'rolled-back', why: 'rate: 90 %' } },
    'bookinfo/reviews v2  steps: rolled back: rate: 90 %  release/default/bookinfo/reviews/3',
  ],
])('the first line says how it stands: %j', (changes, line) => {
  expect(plain(holding(changes)).split('\n')[0]).toBe(line);
});

test('a refused release shows every problem, and no weights', () => {
  const problems = ['there is no route primary', 'Prometheus does not answer'];
  expect(
    plain(holding({ outcome: { kind: 'refused', problems } }))
      .split('\n')
      .slice(1, 3),
  ).toEqual(['  there is no route primary', '  Prometheus does not answer']);
});

test('after the problems of a refused release come the notes, in its state and in the sentence on its end', () => {
  const outcome = { kind: 'refused' as const, problems: ['no route', 'no\nService'], notes: ['nobody\u001b called'] };
  expect(plain(holding({ outcome })).split('\n').slice(1, 4)).toEqual([
    '  no route',
    '  no Service',
    String.raw`  note: nobody\u001b called`,
  ]);
  expect(outcomeText(outcome)).toBe(
    String.raw`refused, nothing was touched: no route; no Service; note: nobody\u001b called`,
  );
});

test('nothing that comes from a cluster can steer the terminal', () => {
  const evil = '\u001b]0;owned\u0007\u001b[2Jred\u202Etxt.exe\r\nsecond line\u009b31m';
  const state = holding({
    paused: { by: evil, reason: evil, at: noon },
    journal: [{ at: noon, by: evil, what: evil, weight: 10 }],
    report: {
      ...report,
      checks: [{ name: evil, verdict: 'fail', reason: evil }],
      share: { ...report.share, laggard: evil, reached: 'no' },
    },
  });
  const shown = plain(state);
  expect(shown).not.toMatch(/[^\n\P{Cc}]|\p{Cf}/u);
  expect(shown.split('\n')).toHaveLength(8);
  expect(shown).toContain(String.raw`\u001b]0;owned\u0007\u001b[2Jred\u202etxt.exe second line\u009b31m`);
});

test('colours are there only when they are asked for', () => {
  const escape = String.fromCharCode(27);
  expect(plain(holding())).not.toContain(escape);
  expect(render(holding(), { now: noon, paint: paint(true) })).toContain(`${escape}[36msteps`);
});

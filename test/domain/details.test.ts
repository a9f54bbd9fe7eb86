import { expect, test } from '@jest/globals';
import { details } from '../../domain/details.js';
import { firstState, type ReleaseState } from '../../domain/release-state.js';
import { harmfulOpinion } from './harmful-opinion.js';
import { planOf, specOf } from './planned.js';
import { releaseAt } from './release-at.js';
import { reportOf } from './simulated.js';

const at = Date.parse('2026-01-02T03:04:05Z');
const entry = (what: string, by = 'sluice') => ({ at, by, what, weight: 10 as const });

function stateOf(changes: Partial<ReleaseState> = {}): ReleaseState {
  return {
    ...firstState('release/local/bookinfo/reviews/7', at, 'the spec'),
    ...{ spec: specOf(), plan: planOf(), weight: 10, cursor: 1 },
    stages: [
      { kind: 'act', phase: 'preflight', act: 'preflight' },
      { kind: 'hold', phase: 'steps', ms: 1 },
    ],
    ...changes,
  };
}

const check = {
  ...{ name: 'success rate', verdict: 'pass' as const, reason: '100 %' },
  ...{ canary: 1, stable: 0.99876543, requests: 242 },
};
const firstLines = (state: ReleaseState, count: number) => details(state).split(/\n+/).slice(0, count);

test('the first lines are the phase, the weight and the last verdict', () => {
  expect(firstLines(stateOf({ report: reportOf('pass', at, { checks: [check] }) }), 2)).toEqual([
    '- **bookinfo/reviews v2 (now v1): steps, weight 10 %**',
    '- **pass**: seen pass',
  ]);
});

test('before the plan is made, the release is told by its id', () => {
  const { plan: _, spec: __, ...early } = stateOf({ cursor: 0, weight: 0 });
  expect(firstLines(early, 1)).toEqual(['- **release/local/bookinfo/reviews/7: preflight, weight 0 %**']);
});

test.each([
  [
    'a gate',
    { question: { gate: 'payments', text: 'approval of payments', since: at } },
    '- **waits for a person**: approval of payments',
    '- Signal `approve` with `{"by":"your name","reason":"why","gate":"payments"}` goes on.',
  ],
  [
    'a question for want of evidence',
    { question: { text: 'go on without evidence?', since: at } },
    '- **waits for a person**: go on without evidence?',
    '- Signal `approve` with `{"by":"your name","reason":"why"}` goes on.',
  ],
  [
    'a pause, also at a gate',
    { paused: { by: 'ann', reason: 'lunch', at }, question: { gate: 'payments', text: 'approval', since: at } },
    '- **paused by ann**: lunch',
    '- Signal `resume` with `{"by":"your name","reason":"why"}` goes on.',
  ],
])('%s comes with the signals that answer it', (_, changes, what, how) => {
  const state = stateOf({ report: reportOf('pass', at), ...changes });
  expect(firstLines(state, 5).slice(2)).toEqual([
    what,
    how,
    '- Signal `abort` with `{"by":"your name","reason":"why"}` takes it back.',
  ]);
});

test('what is answered is a command that the release takes', () => {
  const text = details(stateOf({ question: { gate: 'payments', text: 'approval', since: at } }));
  const [, name, payload = ''] = /Signal `(\w+)` with `([^`]+)`/.exec(text) ?? [];
  expect([name, JSON.parse(payload)]).toEqual(['approve', { by: 'your name', reason: 'why', gate: 'payments' }]);
});

test('then the figures, the trouble, and the last decisions, the newest first', () => {
  const journal = [...Array(10).keys()].map((number) => entry(`weight ${number} %`));
  const text = details(
    stateOf({
      ...{ journal, report: reportOf('pass', at, { checks: [check] }) },
      trouble: { what: 'no answer', since: at, attempts: 3 },
    }),
  );
  expect(text).toContain('**held up**, 3 tries so far: no answer');
  expect(text).toContain('| success rate | pass | 100 % | 99.88 % | 242 |');
  expect(text).toContain('10.0 % measured, 10 % asked, 10 of 100 requests; 2 pods ready, 1 needed');
  expect(text.split('\n').filter((line) => line.startsWith('- 2026'))).toEqual(
    [9, 8, 7, 6, 5, 4, 3, 2].map((number) => `- 2026-01-02 03:04:05 10 % sluice: weight ${number} %`),
  );
});

test('what the judge says stands below the figures, and leads nobody to think that it has decided', () => {
  const text = details(stateOf({ report: reportOf('pass', at, { opinion: harmfulOpinion }) }));
  expect(text).toContain('- the judge: harmful: v2 failed 9 of 871 requests (1.03 %)');
  expect(firstLines(stateOf({ report: reportOf('pass', at, { opinion: harmfulOpinion }) }), 2)[1]).toBe(
    '- **pass**: seen pass',
  );
});

test('an end says how, and asks nothing', () => {
  const cause = { kind: 'aborted' as const, by: 'ann', reason: 'wrong build' };
  const text = details(stateOf({ cause, outcome: cause, weight: 0, paused: { by: 'bob', reason: '', at } }));
  expect(text.split(/\n+/).slice(0, 2)).toEqual([
    '- **bookinfo/reviews v2 (now v1): aborted, weight 0 %**',
    '- **goes back**: ann, wrong build',
  ]);
  expect(text).not.toContain('Signal');
  const refused = details(stateOf({ outcome: { kind: 'refused', problems: ['No route.', 'No Service.'] } }));
  expect(refused).toContain('- No route.\n- No Service.');
  const notes = ['Nobody *called*.'];
  const noted = details(stateOf({ outcome: { kind: 'refused', problems: ['No route.'], notes } }));
  expect(noted).toContain(String.raw`- No route.${'\n'}- note: Nobody \*called\*.`);
});

test('what people write stays text', () => {
  const reason = '![x](https://evil.example)\n<img src=x> | **bold** `code`';
  const text = details(stateOf({ paused: { by: 'ann', reason, at }, journal: [entry(reason, '[a](b)')] }));
  expect(text).toContain(
    String.raw`**paused by ann**: \!\[x\](https://evil.example) \<img src=x\> \| \*\*bold\*\* \`code\``,
  );
  expect(text).not.toMatch(/[^\\]!?\[[^\\]*\]\(/);
});

const gate = { kind: 'approval' as const, gate: 'payments', by: ['ann', 'bob'], approvals: 2 };
const steps = [
  { kind: 'weight' as const, weight: 10, holdMs: 60_000 },
  { ...gate, timeout: { limitMs: 3_600_000, action: 'roll-back' as const } },
  { kind: 'weight' as const, weight: 50, holdMs: 60_000 },
];
const gateLines = ({ state }: { state: ReleaseState }) =>
  details(state)
    .split('\n')
    .filter((line) => /^- \*\*waits for a person|^- Signal `approve`/.test(line));

test('a gate comes with what it waits for, until when, and what an approval does', () => {
  const release = releaseAt('the gate', specOf({ steps }));
  const until = new Date(release.now + 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
  const asks = '- **waits for a person**: approval of payments before the weight goes above 10 %';
  const signal = '- Signal `approve` with `{"by":"your name","reason":"why","gate":"payments"}`';
  expect(gateLines(release)).toEqual([
    `${asks}; 0 of 2, none yet; ann or bob may; until ${until} UTC, then roll-back`,
    `${signal} counts; 2 approvals are still missing.`,
  ]);
  release.order('approve', { by: 'ann' });
  expect(gateLines(release)).toEqual([
    `${asks}; 1 of 2, by ann; ann or bob may; until ${until} UTC, then roll-back`,
    `${signal} goes on.`,
  ]);
});

test('a freeze comes with its end, its reason, and the signal that does not wait for it', () => {
  const release = releaseAt('shift 10');
  release.finds({ kind: 'frozen', until: Date.UTC(2026, 10, 23, 7), why: '*weekend*' });
  const [name, payload = ''] = /Signal `(skip)` with `([^`]+)`/.exec(details(release.state))?.slice(1) ?? [];
  expect(details(release.state)).toContain(String.raw`**frozen until 2026-11-23 07:00 UTC: \*weekend\***`);
  expect([name, JSON.parse(payload)]).toEqual(['skip', { by: 'your name', reason: 'why', override: true }]);
});

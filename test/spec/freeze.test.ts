import { describe, expect, test } from '@jest/globals';
import { parseFreeze } from '../../spec/parse-freeze.js';
import { parseRelease } from '../../spec/parse.js';
import { showProblem } from '../../spec/problem.js';

const text = (freeze: string) => `
apiVersion: sluice/v1
kind: Release
metadata: { namespace: bookinfo, name: reviews }
spec:
  canary: { version: v2, image: "reviews:v2" }
  traffic: { istio: { route: primary } }
  freeze: ${freeze}
`;
const named = { zone: 'Europe/Berlin', reason: 'why' };
const rest = 'zone: Europe/Berlin, reason: why';

test.each([
  ['days: [Fri], from: 16:00, to: Mon 08:00', [{ day: 'Fri', fromMinute: 960, minutes: 3840 }]],
  ['days: [Mon, Tue], from: 18:00, to: 08:00', ['Mon', 'Tue'].map((day) => ({ day, fromMinute: 1080, minutes: 840 }))],
  ['days: [Mon], from: 08:00, to: 18:00', [{ day: 'Mon', fromMinute: 480, minutes: 600 }]],
  ['days: [Sat]', [{ day: 'Sat', fromMinute: 0, minutes: 1440 }]],
  [
    'days: [Thu, Sat], to: Sun 24:00',
    [
      { day: 'Thu', fromMinute: 0, minutes: 4 * 1440 },
      { day: 'Sat', fromMinute: 0, minutes: 2 * 1440 },
    ],
  ],
  ['days: [Mon], from: 12:00, to: Mon 10:00', [{ day: 'Mon', fromMinute: 720, minutes: 7 * 1440 - 120 }]],
])('every week: %s', (written, windows) => {
  const expected = windows.map((window) => ({ kind: 'weekly', ...named, ...window }));
  expect(parseFreeze(`- { ${written}, ${rest} }`)).toEqual({ windows: expected });
});

test.each([
  ['from: 2026-12-23, to: 2027-01-04', '2026-12-23T00:00', '2027-01-04T24:00'],
  ['from: 2026-12-23 16:00, to: 2026-12-24T08:30', '2026-12-23T16:00', '2026-12-24T08:30'],
  ['from: 2028-02-29, to: 2028-02-29', '2028-02-29T00:00', '2028-02-29T24:00'],
])('once: %s', (written, from, to) => {
  expect(parseFreeze(`- { ${written}, ${rest} }`)).toEqual({ windows: [{ kind: 'dated', from, to, ...named }] });
});

test('a spec has windows, and ConfigMaps with more, in its own namespace unless they say another', () => {
  const parsed = parseRelease(text(`[{ days: [Sat], ${rest} }, { configMap: a }, { configMap: b.c, namespace: d }]`));
  expect(parsed).toMatchObject({
    spec: {
      freeze: {
        windows: [{ kind: 'weekly', day: 'Sat' }],
        shared: [
          { configMap: 'a', namespace: 'bookinfo' },
          { configMap: 'b.c', namespace: 'd' },
        ],
      },
    },
  });
});

const date = 'expected a date such as 2026-12-23, or one with a time such as "2026-12-23 16:00"';
const later = 'expected a time of day such as "18:00", or with its day, such as "Mon 08:00"';
describe('one thing wrong', () => {
  test.each([
    ['[]', ': expected at least one window or configMap'],
    [`[{ days: [], ${rest} }]`, '[0].days: expected at least one day'],
    [`[{ days: [Sat], from: '24:00', ${rest} }]`, '[0].from: expected a time of day such as "16:00"'],
    [`[{ days: [Sat], from: 8, ${rest} }]`, '[0].from: expected a date or a time of day, in quotes'],
    [`[{ days: [Sat], to: '24:01', ${rest} }]`, `[0].to: ${later}`],
    [`[{ days: [Sat], to: 'Mo 08:00', ${rest} }]`, `[0].to: ${later}`],
    [
      `[{ days: [Sat], from: '08:00', to: '08:00', ${rest} }]`,
      '[0].to: expected another time than from; "24:00" is the end of the day',
    ],
    [`[{ from: 2026-02-30, to: 2026-03-01, ${rest} }]`, `[0].from: ${date}`],
    [`[{ from: 2026-02-03, ${rest} }]`, `[0]: ${date}`],
    [`[{ from: 2026-02-03, to: '2026-02-04 25:00', ${rest} }]`, `[0].to: ${date}`],
    [`[{ from: 2026-02-03, to: 2026-02-02, ${rest} }]`, '[0].to: expected a time after from'],
    [
      '[{ days: [Sat], zone: Europe/Atlantis, reason: x }]',
      '[0].zone: expected a time zone such as Europe/Berlin or UTC',
    ],
    ['[{ days: [Sat], zone: UTC }]', '[0].reason: missing; expected why, for whoever is held back'],
    [`[{ configMap: a, days: [Sat] }]`, '[0].days: expected either a window or a configMap, which has windows'],
    [`[{ days: [Sat], namespace: a, ${rest} }]`, '[0].namespace: namespace goes with configMap'],
    [`[{ day: [Sat], from: 2026-02-03, to: 2026-02-03, ${rest} }]`, '[0].day: unknown key day; did you mean days?'],
  ])('%s', (freeze, problem) => {
    const parsed = parseRelease(text(freeze));
    const told = 'problems' in parsed ? parsed.problems.map(showProblem) : [];
    expect(told).toHaveLength(1);
    expect(told[0]?.replace('line 8, spec.freeze', '')).toContain(problem.replace(/^\[0\]: /, ''));
  });
});

test.each(['', '# nothing', '{', '- 7', 'a: b', '- { days: [Sat] }'])(
  '%j is no list of windows, and is told so',
  (kept) => {
    expect(parseFreeze(kept)).toMatchObject({ problems: expect.any(Array) });
  },
);

const step = (gate: string) => text('[{ configMap: a }]').replace('  freeze', `  steps: [${gate}]\n  freeze`);

test('a gate says who may approve it, how many must, and how long it waits', () => {
  const full =
    '{ approval: payments, by: [anna, ben], approvals: 2, timeout: 2d, onTimeout: go-on }, { approval: b, timeout: 1h }';
  expect(parseRelease(step(full))).toMatchObject({
    spec: {
      steps: [
        {
          ...{ kind: 'approval', gate: 'payments', by: ['anna', 'ben'], approvals: 2 },
          timeout: { limitMs: 172_800_000, action: 'go-on' },
        },
        { kind: 'approval', gate: 'b', timeout: { limitMs: 3_600_000, action: 'roll-back' } },
      ],
    },
  });
});

test.each([
  ['{ weight: 5, by: [anna] }', '[0].by: by goes with approval'],
  ['{ weight: 5, timeout: 1h, onTimeout: ask }', '[0].timeout: timeout goes with approval'],
  ['{ approval: a, onTimeout: ask }', '[0].onTimeout: onTimeout goes with timeout'],
  ['{ approval: a, by: [anna, Anna], approvals: 2 }', '[0].approvals: expected at most 1, as many as may approve'],
  ['{ approval: a, by: [] }', '[0].by: expected at least one name'],
  ['{ approval: a, timeout: 999ms }', '[0].timeout: expected at least 1s'],
  ['{ approval: a, hold: 5m }', '[0].hold: an approval has no hold'],
])('of a gate, %s is wrong', (gate, problem) => {
  const parsed = parseRelease(step(gate));
  expect('problems' in parsed ? parsed.problems.map(showProblem) : []).toContain(`line 8, spec.steps${problem}`);
});

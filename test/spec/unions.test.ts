import { expect, test } from '@jest/globals';
import { problemsWith } from './spec-with.js';

const aRoute = 'expected a route by name, by its place (0 is the first) or by { destination }';
const aHeader = 'expected the value of a header in quotes, or { secretKeyRef: { name, key } }';
const aTolerance = "expected a number in the query's own unit, or a part of stable's figure, such as 10%";
const someSteps = 'expected even steps, { from: 10, by: 10 }, or a list, such as [{ weight: 5 }, { weight: 50 }]';
const bounds = 'expected leave, or bounds such as { min: 2, max: 10 }';
const query = { query: 'a{v="{{version}}"}', pass: '< 1' };
const canary = { version: 'v2', image: 'reviews:v2' };

test.each<[Record<string, unknown>, string]>([
  [{ traffic: { istio: { route: 1.5 } } }, `spec.traffic.istio.route: ${aRoute}`],
  [{ traffic: { istio: { route: -1 } } }, `spec.traffic.istio.route: ${aRoute}`],
  [{ traffic: { istio: { route: [] } } }, `spec.traffic.istio.route: ${aRoute}`],
  [
    { traffic: { istio: { route: '' } } },
    'spec.traffic.istio.route: expected a name on one line, 253 characters at most',
  ],
  [
    { traffic: { istio: { route: {} } } },
    'spec.traffic.istio.route.destination: missing; expected a name on one line, 253 characters at most',
  ],
  [
    { traffic: { istio: { route: { destination: 'a', backend: 'b' } } } },
    'spec.traffic.istio.route.backend: unknown key backend; it belongs under spec.traffic.gatewayApi.rule',
  ],
  [
    { traffic: { gatewayApi: { rule: true } } },
    'spec.traffic.gatewayApi.rule: expected a rule by name, by its place (0 is the first) or by { backend }',
  ],
  [{ steps: 5 }, `spec.steps: ${someSteps}`],
  [{ steps: null }, `spec.steps: ${someSteps}`],
  [{ steps: { from: 5 } }, 'spec.steps.by: missing; expected a weight from 1 to 100'],
  [{ steps: { frm: 5, by: 5, from: 5 } }, 'spec.steps.frm: unknown key frm; did you mean from?'],
  [{ steps: [5] }, 'spec.steps[0]: expected object, received number'],
  [{ canary: { ...canary, autoscaling: 'off' } }, `spec.canary.autoscaling: ${bounds}`],
  [{ canary: { ...canary, autoscaling: 3 } }, `spec.canary.autoscaling: ${bounds}`],
  [
    { canary: { ...canary, autoscaling: { min: '3' } } },
    'spec.canary.autoscaling.min: expected a number of pods from 1 to 100000',
  ],
  [{ judge: 'act' }, 'spec.judge: expected observe, or settings such as { false-rollbacks: 1 in 1000 }'],
  [{ judge: false }, 'spec.judge: expected observe, or settings such as { false-rollbacks: 1 in 1000 }'],
  [{ judge: { latency: 0 } }, 'spec.judge.latency: expected off, or settings such as { tolerate: 2x }'],
  [{ checks: [{ ...query, tolerance: '5ms' }] }, `spec.checks[0].tolerance: ${aTolerance}`],
  [{ checks: [{ ...query, tolerance: [] }] }, `spec.checks[0].tolerance: ${aTolerance}`],
  [{ verify: { requests: [{ get: '/', headers: { a: 5 } }] } }, `spec.verify.requests[0].headers.a: ${aHeader}`],
  [{ notify: [7] }, "spec.notify[0]: expected a receiver's name, or { to, on }"],
  [
    { notify: [{ to: 'a', on: ['now'] }] },
    expect.stringMatching(/^spec.notify\[0\].on\[0\]: expected one of/) as never,
  ],
  [
    { verify: { requests: [{ get: '/', expect: { json: { '$.a': {} } } }] } },
    'spec.verify.requests[0].expect.json.$.a: expected a text, a number, true, false or null',
  ],
  [
    { freeze: [{ configMap: 'a', zone: 'UTC' }] },
    'spec.freeze[0].zone: expected either a window or a configMap, which has windows',
  ],
  [{ freeze: [{ days: 'Sat', zone: 'UTC', reason: 'a' }] }, 'spec.freeze[0].days: expected a list of days'],
])('%j is told about the form that was meant', (spec, problem) => {
  expect(problemsWith(spec)).toEqual([problem]);
});

test.each<[Record<string, unknown>, string]>([
  [{ image: 'a' }, 'spec.image: unknown key image; it belongs under spec.canary'],
  [{ hold: '5m' }, 'spec.hold: unknown key hold; it belongs under spec.steps or spec.steps[]'],
  [{ name: 'a' }, 'spec.name: unknown key name; it belongs under metadata or spec.checks[]'],
  [{ stepps: [] }, 'spec.stepps: unknown key stepps; did you mean steps?'],
  [{ imagge: 'a' }, 'spec.imagge: unknown key imagge; did you mean image?'],
  [{ nonsense: 1 }, 'spec.nonsense: unknown key nonsense'],
])('%j: a key is told its place', (spec, problem) => {
  expect(problemsWith(spec)).toEqual([problem]);
});

test('one fault in a check hides no other', () => {
  const checks = [
    { 'success-rate': '>= 99%', p99: 'soon', windw: '5s' },
    { query: 'a', tolerance: 'much' },
    { ...query, pass: '< 1', fail: '< 2', failures: 0 },
    { p99: 'soon', window: '5s' },
  ];
  expect(problemsWith({ checks })).toEqual([
    'spec.checks[0]: expected exactly one of success-rate, p99 and query',
    expect.stringMatching(/^spec.checks\[0\].p99: /),
    'spec.checks[0].windw: unknown key windw; did you mean window?',
    'spec.checks[1]: expected pass, what the number must be, such as "< 0.5"',
    `spec.checks[1].tolerance: ${aTolerance}`,
    'spec.checks[2]: expected fail on the other side of pass, such as pass "< 0.5" and fail "> 1"',
    'spec.checks[2].failures: expected a number of windows from 1 to 100',
    expect.stringMatching(/^spec.checks\[3\].p99: /),
    expect.stringMatching(/^spec.checks\[3\]: window: only for a query/),
  ]);
});

test('nor in steps, the canary, traffic, the judge, freezes, and what is told', () => {
  const spec = {
    canary: { version: 'a b', manifest: 7, env: { A: 1 }, autoscaling: { min: 0, max: 'a' } },
    traffic: { istio: { route: 1.5 }, replicas: { round: 'near' } },
    steps: [{ weight: 50 }, { weight: 20 }, { weight: 60, approvals: 0 }, { approval: 'b', hold: 'a', onTimeout: 'x' }],
    judge: { 'ignore-below': '5%', latency: 'on' },
    checks: [{ query: 'a{{b}}', pass: '< 1', window: '2h' }, { p99: '<= 1s' }, { p99: '<= 2s' }],
    freeze: [
      { days: ['Sat'], zone: 'Mars', to: 'late' },
      { configMap: 'a', days: [], namespace: 'A' },
    ],
    notify: ['a', { to: 'b', on: [] }, 'a'],
  };
  const paths = problemsWith(spec).map((each) => each.split(': ')[0]?.replace('spec.', ''));
  expect(paths).toEqual([
    ...['canary', 'canary.version', 'canary.manifest', 'canary.env.A'],
    ...['canary.autoscaling.min', 'canary.autoscaling.max'],
    ...['traffic', 'traffic.istio.route', 'traffic.replicas.round'],
    ...['steps[1].weight', 'steps[2].approvals', 'steps[3].hold', 'steps[3].onTimeout'],
    ...['judge.raise.added-failures-below', 'judge.latency'],
    ...['checks[0].query', 'checks[2]'],
    ...['freeze[0].reason', 'freeze[0].zone', 'freeze[0].to', 'freeze[1].days', 'freeze[1].namespace'],
    ...['notify[1].on', 'notify[2]'],
  ]);
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { usualStrictness } from '../../domain/judgement/strictness.js';
import { parseRelease } from '../../spec/parse.js';
import { showProblem } from '../../spec/problem.js';

const shortest = `
apiVersion: sluice/v1
kind: Release
metadata: { namespace: bookinfo, name: reviews }
spec:
  canary: { version: v2, image: "reviews:v2" }
  traffic: { istio: { route: primary } }
`;

function problemsOf(text: string): string[] {
  const parsed = parseRelease(text);
  return 'problems' in parsed ? parsed.problems.map(showProblem) : [];
}

/** The shortest spec with lines added below `spec:`. */
const withSpec = (...lines: string[]) => `${shortest}${lines.map((line) => `  ${line}\n`).join('')}`;

test('the shortest useful spec, with its defaults', () => {
  expect(parseRelease(shortest)).toEqual({
    spec: {
      namespace: 'bookinfo',
      service: 'reviews',
      canary: { version: 'v2', readyMs: 300_000, source: { kind: 'image', image: 'reviews:v2', env: {} } },
      traffic: { kind: 'istio', route: { by: 'name', name: 'primary' } },
      steps: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((weight) => ({ kind: 'weight', weight, holdMs: 60_000 })),
      judge: { mode: 'act', strictness: usualStrictness },
      checks: [],
      inconclusive: { limitMs: 1_800_000, action: 'ask' },
      drift: 'pause',
      ways: 'close',
      bakeMs: 600_000,
      decommission: 'delete',
    },
  });
});

test('JSON is as good', () => {
  const json = JSON.stringify({
    apiVersion: 'sluice/v1',
    kind: 'Release',
    metadata: { namespace: 'bookinfo', name: 'reviews' },
    spec: { canary: { version: 'v2', image: 'reviews:v2' }, traffic: { istio: { route: 'primary' } } },
  });
  expect(parseRelease(json)).toEqual(parseRelease(shortest));
});

test('what scales the canary, and its preview Service', () => {
  const canaryOf = (more: string) => parseRelease(shortest.replace('"reviews:v2"', `"reviews:v2", ${more}`));
  expect(canaryOf('autoscaling: { max: 4 }, previewService: reviews-preview')).toMatchObject({
    spec: { canary: { autoscaling: { max: 4 }, previewService: 'reviews-preview' } },
  });
  expect(canaryOf('autoscaling: leave')).toMatchObject({ spec: { canary: { autoscaling: 'leave' } } });
  const problems = (more: string) => problemsOf(shortest.replace('"reviews:v2"', `"reviews:v2", ${more}`));
  expect(problems('autoscaling: { min: 4, max: 2 }')).toEqual([
    'line 6, spec.canary.autoscaling: expected a min that is not above max',
  ]);
  expect(problems('autoscaling: { min: 0 }')).toEqual([
    'line 6, spec.canary.autoscaling.min: expected a number of pods from 1 to 100000',
  ]);
});

test('everything that can be said', () => {
  const parsed = parseRelease(
    withSpec(
      'verify:',
      '  from: { pod: app=sleep, container: sleep }',
      '  https: { serverName: reviews.example.com }',
      '  requests: [{ get: /reviews/7, headers: { x-group: test }, expect: { json: { "$.id": "7" } } }]',
      '  load: { get: /reviews/7, headers: { authorization: { secretKeyRef: { name: probe, key: token } } }, requests: 500, concurrency: 5, failed: "<= 0.1%", p99: "<= 300ms" }',
      'steps: [{ weight: 5, hold: 10m }, { approval: payments }, { weight: 50 }]',
      'checks:',
      '  - { p99: "<= 0.4s" }',
      "  - { name: checkout, query: 'sum(rate(errors{version=\"{{version}}\"}[{{window}}]))', pass: '< 0.5', fail: '> 2', tolerance: 10%, failures: 3, window: 1m, minRequests: 40 }",
      'bake: 1.5h',
    ),
  );
  expect(parsed).toMatchObject({
    spec: {
      verify: {
        from: { pod: 'app=sleep', container: 'sleep' },
        requests: [
          { path: '/reviews/7', headers: { 'x-group': 'test' }, expect: { status: 200, json: { '$.id': '7' } } },
        ],
        https: { serverName: 'reviews.example.com', insecure: false },
        load: {
          ...{ path: '/reviews/7', requests: 500, concurrency: 5, maxFailed: 0.001, maxP99Ms: 300 },
          headers: { authorization: { name: 'probe', key: 'token' } },
        },
      },
      steps: [
        { kind: 'weight', weight: 5, holdMs: 600_000 },
        { kind: 'approval', gate: 'payments' },
        { kind: 'weight', weight: 50, holdMs: 60_000 },
      ],
      checks: [
        { name: 'p99', metric: 'p99', threshold: { operator: '<=', value: 400 } },
        {
          ...{ name: 'checkout', metric: 'query' },
          ...{ threshold: { operator: '<', value: 0.5 }, fails: { operator: '>', value: 2 } },
          ...{ tolerance: { of: 'stable', value: 0.1 }, failures: 3, windowMs: 60_000, minRequests: 40 },
        },
      ],
      bakeMs: 5_400_000,
    },
  });
});

test.each([
  ['{}', { resource: 'HTTPRoute', name: 'reviews', rule: { by: 'index', index: 0 } }],
  [
    '{ httpRoute: shop.edge, rule: primary }',
    { resource: 'HTTPRoute', name: 'shop.edge', rule: { by: 'name', name: 'primary' } },
  ],
  [
    '{ grpcRoute: ratings, rule: { backend: ratings-v1 } }',
    { resource: 'GRPCRoute', name: 'ratings', rule: { by: 'destination', destination: 'ratings-v1' } },
  ],
])('traffic by the Gateway API: %s', (written, traffic) => {
  const parsed = parseRelease(shortest.replace('{ istio: { route: primary } }', `{ gatewayApi: ${written} }`));
  expect(parsed).toMatchObject({ spec: { traffic: { kind: 'gateway-api', ...traffic } } });
});

test('traffic by pods', () => {
  const by = (written: string) =>
    parseRelease(shortest.replace('{ istio: { route: primary } }', `{ replicas: ${written} }`));
  expect(by('{}')).toMatchObject({ spec: { traffic: { kind: 'replicas', round: 'up' } } });
  expect(by('{ round: refuse }')).toMatchObject({ spec: { traffic: { round: 'refuse' } } });
});

test.each([
  ['{}', ['line 7, spec.traffic: expected exactly one of istio, gatewayApi and replicas']],
  ['{ istio: {}, gatewayApi: {} }', ['line 7, spec.traffic: expected exactly one of istio, gatewayApi and replicas']],
  ['{ istio: {}, replicas: {} }', ['line 7, spec.traffic: expected exactly one of istio, gatewayApi and replicas']],
  ['{ replicas: { round: near } }', [expect.stringContaining('spec.traffic.replicas.round')]],
  [
    '{ gatewayApi: { httpRoute: a, grpcRoute: b, rule: -1 } }',
    [
      'line 7, spec.traffic.gatewayApi: expected one of httpRoute and grpcRoute, not both',
      'line 7, spec.traffic.gatewayApi.rule: expected a rule by name, by its place (0 is the first) or by { backend }',
    ],
  ],
  [
    '{ gatewayApi: { httpRoute: a, grpcRoute: b } }',
    ['line 7, spec.traffic.gatewayApi: expected one of httpRoute and grpcRoute, not both'],
  ],
  [
    '{ gatewayAPI: {} }',
    [
      'line 7, spec.traffic: expected exactly one of istio, gatewayApi and replicas',
      'line 7, spec.traffic.gatewayAPI: unknown key gatewayAPI; did you mean gatewayApi?',
    ],
  ],
])('traffic that cannot be told: %s', (written, problems) => {
  expect(problemsOf(shortest.replace('{ istio: { route: primary } }', written))).toEqual(problems);
});

test('everything that is wrong is told at once, each with its line', () => {
  const text = `apiVersion: sluice/v2
kind: Release
metadata: { namespace: Book Info, name: reviews }
spec:
  cannary: { version: v2 }
  traffic: { istio: { rout: primary } }
  steps: { from: 10, by: 200, hold: soon }
  bake: 10
`;
  expect(problemsOf(text)).toEqual([
    'line 1, apiVersion: expected "sluice/v1"',
    'line 3, metadata.namespace: expected a Kubernetes name: small letters, digits and -, 63 at most',
    'line 4, spec.canary: missing; expected object',
    'line 5, spec.cannary: unknown key cannary; did you mean canary?',
    'line 6, spec.traffic.istio.rout: unknown key rout; did you mean route?',
    'line 7, spec.steps.by: expected a weight from 1 to 100',
    'line 7, spec.steps.hold: expected a time such as 60s, 10m or 1h',
    'line 8, spec.bake: expected a time such as 60s, 10m or 1h',
  ]);
});

describe('one thing wrong', () => {
  test.each([
    ['', 'line 1: the spec is empty; the shortest has metadata, spec.canary and spec.traffic'],
    ['# only a comment', 'line 1: the spec is empty; the shortest has metadata, spec.canary and spec.traffic'],
    [`${shortest}---\na: b\n`, 'line 8: expected one document; a second begins here'],
    [
      withSpec('steps: [{ weight: 20 }, { weight: 10 }]'),
      'line 8, spec.steps[1].weight: expected a weight above 20, the one before',
    ],
    [withSpec('steps: [{ weight: 101 }]'), 'line 8, spec.steps[0].weight: expected a weight from 1 to 100'],
    [withSpec('steps: []'), 'line 8, spec.steps: expected at least one step'],
    [withSpec('steps: [{ weight: 5, approval: x }]'), 'line 8, spec.steps[0]: expected either weight or approval'],
    [
      withSpec('checks: [{ p99: "<= 5%" }]'),
      'line 8, spec.checks[0].p99: expected "<=" and a time in ms or s, above 0 and 1 hour at most, such as "<= 400ms"',
    ],
    [
      withSpec('checks: [{ success-rate: ">= 120%" }]'),
      'line 8, spec.checks[0].success-rate: expected ">=" and a share of requests above 0%, 100% at most, such as ">= 99.5%"',
    ],
    [
      withSpec('checks: [{ success-rate: ">= 99%", window: 1m, failures: 3 }]'),
      'line 8, spec.checks[0]: window, failures: only for a query; a success-rate and a p99 are judged by all requests since the canary has users, and stable is compared by the judge',
    ],
    [
      withSpec('checks: [{ success-rate: "<= 99%" }]'),
      'line 8, spec.checks[0].success-rate: expected ">=" and a share of requests above 0%, 100% at most, such as ">= 99.5%"',
    ],
    [
      withSpec('checks: [{ p99: ">= 400ms" }]'),
      'line 8, spec.checks[0].p99: expected "<=" and a time in ms or s, above 0 and 1 hour at most, such as "<= 400ms"',
    ],
    [
      withSpec('checks: [{ query: up, pass: "< 2", fail: "> 1" }]'),
      'line 8, spec.checks[0]: expected fail on the other side of pass, such as pass "< 0.5" and fail "> 1"',
    ],
    [
      withSpec('checks: [{ query: up, pass: "< 2", tolerance: 1 }]'),
      'line 8, spec.checks[0]: tolerance compares with stable: expected a query with {{version}} or {{deployment}}, else both have the same figure',
    ],
    [
      withSpec('checks: [{ query: "up{a=\\"{{version}}\\"}", pass: "< 2", tolerance: 5ms }]'),
      "line 8, spec.checks[0].tolerance: expected a number in the query's own unit, or a part of stable's figure, such as 10%",
    ],
    [
      withSpec('checks: [{ query: up }]'),
      'line 8, spec.checks[0]: expected pass, what the number must be, such as "< 0.5"',
    ],
    [
      withSpec("checks: [{ query: 'up{a=\"{{secret}}\"}', pass: '> 0' }]"),
      'line 8, spec.checks[0].query: {{secret}} is no parameter; there are {{namespace}}, {{service}}, {{version}}, {{deployment}}, {{window}}',
    ],
    [
      withSpec('verify: { requests: [{ get: "/a b" }] }'),
      'line 8, spec.verify.requests[0].get: expected a path that begins with / and has no blanks',
    ],
    [
      withSpec('verify: { requests: [{ get: "/a\\nHost: evil" }] }'),
      'line 8, spec.verify.requests[0].get: expected a path that begins with / and has no blanks',
    ],
    [
      withSpec('verify: { requests: [{ get: /a, headers: { x: "a\\nb" } }] }'),
      'line 8, spec.verify.requests[0].headers.x: expected the value of a header, on one line',
    ],
    [
      withSpec('verify: { requests: [{ get: /a, headers: { x: { secretKeyRef: { name: probe } } } }] }'),
      'line 8, spec.verify.requests[0].headers.x.secretKeyRef.key: missing; expected a key of a Secret: letters, digits, -, _ and ., 253 at most',
    ],
    [
      withSpec('verify: { requests: [{ get: /a, headers: { x: 5 } }] }'),
      'line 8, spec.verify.requests[0].headers.x: expected the value of a header in quotes, or { secretKeyRef: { name, key } }',
    ],
    [
      withSpec('verify: { https: { serverName: "a b" } }'),
      'line 8, spec.verify.https.serverName: expected a host name such as reviews.example.com',
    ],
    [
      withSpec('verify: { from: { pod: "app=$(reboot)" } }'),
      'line 8, spec.verify.from.pod: expected labels such as app=sleep',
    ],
  ])('%#', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });
});

test('broken YAML is told with its line', () => {
  expect(problemsOf('spec: {\n  a: [1, 2\n')[0]).toMatch(/^line [23]: /);
});

test.each([
  ['*-', 1],
  ['apiVersion: sluice/v1\nspec:\n  bake: *nope', 3],
  ['a: &a 1\nb: &b [*a, *a]\nc: [*b, *b]', 2],
])('aliases are told with their lines: %j', (text, line) => {
  expect(problemsOf(text)).toContain(
    `line ${line}: an alias (*) stands for what is written elsewhere: write it out here`,
  );
});

test('no text makes it throw, and it never says both', () => {
  const lines = fc.array(
    fc.oneof(fc.string(), fc.constantFrom(...shortest.split('\n')), fc.constant('  steps: { from: 10 }')),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(lines, (some) => {
      const parsed = parseRelease(some.join('\n'));
      return 'spec' in parsed || parsed.problems.length > 0;
    }),
  );
});

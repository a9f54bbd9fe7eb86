import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseRelease } from '../../spec/parse.js';
import { problemsWith, textWith } from './spec-with.js';

const rate =
  'spec.checks[0].success-rate: expected ">=" and a share of requests above 0%, 100% at most, such as ">= 99.5%"';
const slow = 'spec.checks[0].p99: expected "<=" and a time in ms or s, above 0 and 1 hour at most, such as "<= 400ms"';
const nines = '9'.repeat(400);

describe('a check that cannot be meant is refused', () => {
  test.each([
    ['<= 99.5%', rate],
    ['< 99.5%', rate],
    ['> 100%', rate],
    ['>= 100.1%', rate],
    ['>= 0%', rate],
    ['>= 99.9999999999999%', rate],
    [`>= ${nines}%`, rate],
    ['>= 99.5', rate],
  ])('success-rate %s', (written, problem) => {
    expect(problemsWith({ checks: [{ 'success-rate': written }] })).toEqual([problem]);
  });

  test.each(['>= 400ms', '> 1s', '<= 0ms', `<= ${nines}ms`, `<= ${nines}s`, '<= 3601s', '<= -1ms'])('p99 %s', (p99) => {
    expect(problemsWith({ checks: [{ p99 }] })).toEqual([slow]);
  });

  test.each([`< ${nines}`, '< 1e999', '< 0x10', '= 1', '<'])('pass %s', (pass) => {
    expect(problemsWith({ checks: [{ query: 'a', pass }] })).toEqual([
      'spec.checks[0].pass: expected an operator and a number, such as "< 0.5"',
    ]);
  });

  test('a tolerance is of a query, and finite', () => {
    expect(problemsWith({ checks: [{ 'success-rate': '>= 99%', tolerance: 5 }] })).toEqual([
      expect.stringMatching(/^spec.checks\[0\]: tolerance: only for a query; .* stable is compared by the judge$/),
    ]);
    const query = 'a{v="{{version}}"}';
    const problems = (tolerance: unknown) => problemsWith({ checks: [{ query, pass: '< 1', tolerance }] });
    expect(problems(Infinity)).toEqual([
      "spec.checks[0].tolerance: expected a number in the query's own unit, or a part of stable's figure, such as 10%",
    ]);
    expect(problems(-1)).toEqual(['spec.checks[0].tolerance: expected a number from 0 up']);
    expect(problems(1e300)).toEqual(['spec.checks[0].tolerance: expected 1000000000 at most']);
    expect(problemsWith({ checks: [{ query: 'a # {{version}}', pass: '< 1', tolerance: 1 }] })).toEqual([
      expect.stringContaining('expected a query with {{version}}'),
    ]);
  });

  test('no two checks have one name, said or not', () => {
    const two = problemsWith({ checks: [{ p99: '<= 1s' }, { query: 'a', pass: '< 1', name: 'p99' }] });
    expect(two).toEqual(['spec.checks[1]: another check is called p99, too: give this one another name']);
    expect(problemsWith({ checks: [{ p99: '<= 1s' }, { p99: '<= 2s', name: 'p99 of all' }] })).toEqual([]);
  });
});

test.each([
  ['>= -1', { operator: '>=', value: -1 }],
  ['< -0.25', { operator: '<', value: -0.25 }],
  ['<= 1.5e-3', { operator: '<=', value: 0.0015 }],
  ['> 2E6', { operator: '>', value: 2_000_000 }],
  ['>0.1234567890123', { operator: '>', value: 0.1234567890123 }],
  ['>= -0', { operator: '>=', value: 0 }],
])('of a query, pass %s is what it says', (pass, threshold) => {
  expect(parseRelease(textWith({ checks: [{ query: 'a', pass }] }))).toMatchObject({
    spec: { checks: [{ threshold }] },
  });
});

test.each([
  ['>= 99.5%', 0.995],
  ['> 99%', 0.99],
  ['>= 100%', 1],
  ['>= 99.999999999%', 0.99999999999],
])('a success-rate %s is kept exactly', (written, value) => {
  const parsed = parseRelease(textWith({ checks: [{ 'success-rate': written }] }));
  expect(parsed).toMatchObject({ spec: { checks: [{ threshold: { value } }] } });
});

describe('times', () => {
  const second = (path: string, why = '') => [`${path}: expected at least 1s${why}`];

  test('what is to be watched is watched for a second at least', () => {
    const hold = ': so long a weight is watched before the next';
    expect(problemsWith({ steps: [{ weight: 5, hold: '0s' }] })).toEqual(second('spec.steps[0].hold', hold));
    expect(problemsWith({ steps: { from: 5, by: 5, hold: '999ms' } })).toEqual(second('spec.steps.hold', hold));
    expect(problemsWith({ checks: [{ query: 'a', pass: '< 1', window: '0s' }] })).toEqual(
      second('spec.checks[0].window', ': checks are asked once a second'),
    );
    expect(problemsWith({ canary: { version: 'v2', image: 'a', ready: '0s' } })).toEqual(second('spec.canary.ready'));
    expect(problemsWith({ bake: '0s', inconclusive: { limit: '0s' } })).toEqual([]);
  });

  test.each([`${nines}d`, `${nines}ms`, `0.${nines}s`, '1e3s', '-1s', 'soon', 10])('%s is none', (bake) => {
    expect(problemsWith({ bake })).toEqual(['spec.bake: expected a time such as 60s, 10m or 1h']);
  });

  test.each(['366d', '0.4ms', '999999999h'])('%s is too long or too short', (bake) => {
    expect(problemsWith({ bake })).toEqual(['spec.bake: expected 0s, or 1ms to 365d']);
  });

  test('a window that is not written is 30 s, or as long as the shortest hold', () => {
    const windowWith = (hold: string) => {
      const parsed = parseRelease(
        textWith({
          steps: [
            { weight: 5, hold: '10m' },
            { weight: 50, hold },
          ],
          checks: [own()],
        }),
      );
      return 'spec' in parsed ? parsed.spec.checks.map((check) => 'windowMs' in check && check.windowMs) : parsed;
    };
    expect([windowWith('20s'), windowWith('2m')]).toEqual([[20_000], [30_000]]);
  });

  const own = (window?: string) => ({ query: 'a', pass: '< 1', ...(window === undefined ? {} : { window }) });
  const steps = [{ weight: 5, hold: '10m' }, { approval: 'payments' }, { weight: 50, hold: '20s' }, { weight: 80 }];

  test('no window is longer than the shortest hold, and both are named', () => {
    const long = (window: string) =>
      `spec.checks[1]: its window of ${window} is longer than the hold of 20s at 50 %, and would look at what was before it: expected a longer hold, or a window of at most 20s`;
    expect(problemsWith({ steps, checks: [{ p99: '<= 1s' }, own('21s')] })).toEqual([long('21s')]);
    expect(problemsWith({ steps, checks: [{ p99: '<= 1s' }, own('30s')] })).toEqual([long('30s')]);
    expect(problemsWith({ steps, checks: [own('20s')] })).toEqual([]);
    expect(problemsWith({ steps: [{ approval: 'payments' }], checks: [own('1h')] })).toEqual([]);
  });
});

describe('numbers', () => {
  test.each([
    [{ canary: { version: 'v2', image: 'a', autoscaling: { max: 1e12 } } }, 'a number of pods from 1 to 100000'],
    [{ steps: [{ weight: Infinity }] }, 'a weight from 1 to 100'],
    [{ steps: [{ weight: 0.5 }] }, 'a weight from 1 to 100'],
    [{ judge: { 'false-rollbacks': `1 in ${nines}` } }, 'odds such as 1 in 1000, from 1 in 100 to 1 in 100000'],
    [{ judge: { latency: { tolerate: `${nines}x` } } }, 'a factor such as 1.5x'],
    [{ verify: { load: { get: '/', requests: NaN } } }, 'a number of requests from 1 to 1000000'],
    [
      { verify: { requests: [{ get: '/', expect: { json: { '$.a': Infinity } } }] } },
      'a text, a number, true, false or null',
    ],
  ])('%j: expected %s', (spec, expected) => {
    expect(problemsWith(spec)).toEqual([expect.stringMatching(new RegExp(`: expected ${expected}$`))]);
  });

  test('whatever is accepted is finite, and the same after history has kept it', () => {
    const number = fc.oneof(fc.double().map(String), fc.integer().map(String), fc.constant(nines));
    fc.assert(
      fc.property(number, fc.constantFrom('ms', 's', 'd', '%', ''), (written, unit) => {
        for (const spec of [
          { bake: `${written}${unit}` },
          { checks: [{ p99: `<= ${written}${unit}` }, { query: 'a', pass: `> ${written}` }] },
          { checks: [{ 'success-rate': `>= ${written}${unit}` }] },
        ]) {
          const parsed = parseRelease(textWith(spec));
          const accepted = 'spec' in parsed ? parsed.spec : {};
          expect(JSON.parse(JSON.stringify(accepted))).toEqual(accepted);
        }
      }),
      { numRuns: 60 },
    );
  });
});

test('no two gates have one name', () => {
  expect(problemsWith({ steps: [{ approval: 'a' }, { weight: 5 }, { approval: 'a' }] })).toEqual([
    'spec.steps[2].approval: another approval is called a, too',
  ]);
});

test.each(['\0', '\u0007', '\u001b[31m', '\u0085', '\r'])('the character %j stands in no text', (letter) => {
  const text = `a${letter}b`;
  const query = { pass: '< 1' };
  for (const spec of [
    { canary: { version: 'v2', image: text } },
    { canary: { version: text, image: 'a' } },
    { canary: { version: 'v2', deployment: text } },
    { traffic: { istio: { route: text } } },
    { traffic: { istio: { route: { destination: text } } } },
    { traffic: { istio: { canaryHost: text } } },
    { traffic: { gatewayApi: { rule: { backend: text } } } },
    { verify: { requests: [{ get: `/${text}` }] } },
    { verify: { requests: [{ get: '/', headers: { a: text } }] } },
    { verify: { load: { get: `/${text}`, requests: 1 } } },
    { steps: [{ approval: 'a', by: [text] }] },
    { checks: [{ ...query, query: 'a', name: text }] },
    { freeze: [{ days: ['Sat'], zone: 'UTC', reason: text }] },
  ])
    expect(problemsWith(spec)).toHaveLength(1);
});

test('a query and an expected body may have lines, and no other control characters', () => {
  const spec = (text: string) => ({
    checks: [{ query: text, pass: '< 1' }],
    verify: { requests: [{ get: '/', expect: { body: text } }] },
  });
  expect(problemsWith(spec('a\n\tor b'))).toEqual([]);
  expect(problemsWith(spec('a\0'))).toHaveLength(2);
  expect(problemsWith({ canary: { version: 'v2', image: 'a', env: { A: 'a\n\u001b' } } })).toEqual([]);
  expect(problemsWith({ canary: { version: 'v2', image: 'a', env: { A: 'a\0' } } })).toEqual([
    'spec.canary.env.A: expected a text without the character NUL',
  ]);
});

test('a path may have what curl would expand: it is sent as it is', () => {
  const get = '/a?x=[1-1000000]&y={a,b}';
  expect(parseRelease(textWith({ verify: { requests: [{ get }], load: { get, requests: 1 } } }))).toMatchObject({
    spec: { verify: { requests: [{ path: get }], load: { path: get } } },
  });
});

test('a manifest is its own text, and no path', () => {
  const problems = (manifest: unknown) => problemsWith({ canary: { version: 'v2', manifest } });
  const told = [expect.stringMatching(/^spec.canary.manifest: expected the manifest's own text/)];
  for (const other of ['./reviews-v2.yaml', 'reviews', '- a', '7', { kind: 'Deployment' }, 7])
    expect(problems(other)).toEqual(told);
  expect(problems('kind: Deployment\nmetadata: {}')).toEqual([]);
  expect(problems('{"kind": "Deployment"}')).toEqual([]);
  expect(problems('---\n# ours\nkind: Deployment\n')).toEqual([]);
});

test('each kind of object has names by its own rule', () => {
  const dotted = `${'a'.repeat(60)}.${'b'.repeat(60)}`;
  const names = (name: string) => ({
    deployment: problemsWith({ canary: { version: 'v2', deployment: name } }),
    virtualService: problemsWith({ traffic: { istio: { virtualService: name } } }),
    httpRoute: problemsWith({ traffic: { gatewayApi: { httpRoute: name } } }),
    grpcRoute: problemsWith({ traffic: { gatewayApi: { grpcRoute: name } } }),
    service: problemsWith({}, { metadata: { namespace: 'bookinfo', name } }),
    preview: problemsWith({ canary: { version: 'v2', image: 'a', previewService: name } }),
    namespace: problemsWith({}, { metadata: { namespace: name, name: 'reviews' } }),
  });
  const refusing = (name: string) =>
    Object.entries(names(name)).flatMap(([kind, { length }]) => (length > 0 ? [kind] : []));
  expect(refusing('shop')).toEqual([]);
  for (const name of ['shop.example', 'sava-product-1.0.3', dotted])
    expect(refusing(name)).toEqual(['service', 'preview', 'namespace']);
  expect(refusing('1a')).toEqual(['service', 'preview']);
  for (const name of ['a..b', 'a.-b', '-a', 'A', 'a_b', '', `${'a.'.repeat(126)}aa`])
    expect(refusing(name)).toHaveLength(7);
});

test('JSON may name its schema, for editors', () => {
  expect(problemsWith({}, { $schema: './release.schema.json' })).toEqual([]);
  expect(problemsWith({ $schema: 'x' })).toEqual(['spec.$schema: unknown key $schema; it belongs under the top']);
});

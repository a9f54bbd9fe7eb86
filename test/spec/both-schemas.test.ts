import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { help } from '../../spec/help.js';
import { knownKeys, releaseJsonSchema } from '../../spec/json-schema.js';
import { parseRelease } from '../../spec/parse.js';
import { problemsWith } from './spec-with.js';

const ajv = new Ajv2020({ strict: false, allErrors: true });
const accepts = ajv.compile(JSON.parse(readFileSync('spec/release.schema.json', 'utf8')) as object);

/** What no JSON Schema can say: sums, comparisons of fields, calendars, other languages, and numbers within a text. */
const unsayable: [string, RegExp][] = [
  ['the bounds of a time', /expected (0s, or 1ms to 365d|at least 1s|1ms to 10m)/],
  ['the bounds of a share', /expected \d[\d.]*% to \d/],
  ['the bounds of odds and factors', /expected (1 in 100 to|1x to)/],
  ['the bounds of a threshold', /expected "[<>]=" and/],
  ['autoscaling: min and max', /a min that is not above max/],
  ['steps: weights rise', /a weight above/],
  ['steps: approvals, and those who may', /expected at most \d+, as many as may approve/],
  ['names that are there already', /another (check|approval) is called|is named already/],
  ['checks: pass and fail', /fail on the other side of pass/],
  ['checks: windows and holds', /is longer than the hold/],
  ['checks: parameters of a query', /is no parameter|put it in quotes|a query with \{\{version\}\}/],
  ['judge: ignore-below and added-failures-below', /no less than ignore-below/],
  ['freeze: days, dates and zones', /expected (a date|a time|another time|a time zone)/],
  ['a manifest is an object; a file is named beside the spec', /the manifest's own text/],
];

const pick = <Value>(...values: Value[]) => fc.constantFrom(...values);
const text = pick<unknown>('a', 'A.b', '', ' ', 'a\0', 'a b', '\u{1F600}'.repeat(100), 7, null, 'x'.repeat(300));
const time = pick<unknown>('10s', '1.5h', '2h', '0s', 'soon', '0.4ms', '400d', `${'9'.repeat(30)}s`, 10);
const share = pick<unknown>('5%', '0.01%', '101%', '5', 5, '0.0000000001%');
const whole = pick<unknown>(1, 5, 100, 0, -1, 1.5, 1e12, '5', null);
const limit = pick<unknown>(
  '>= 99%',
  '<= 99%',
  '> 100%',
  '<= 1s',
  '>= 1s',
  '< -1.5e3',
  '>1',
  '<= 0ms',
  'x',
  5,
  '>= 99.9999999999%',
);
const fields = (model: Record<string, fc.Arbitrary<unknown>>) =>
  fc
    .record(model, { requiredKeys: [] })
    .chain((record) => pick(record, record, record, record, { ...record, strange: 1 }));
const list = (...of: fc.Arbitrary<unknown>[]) => fc.array(fc.oneof(...of), { maxLength: 2 });

const path = pick<unknown>('/', '/a?b={c}', 'a', '/a b', 7);
const headers = fc.dictionary(
  pick('a', 'b c'),
  fc.oneof(text, fields({ secretKeyRef: fields({ name: text, key: text }) })),
);
const models: Record<string, fc.Arbitrary<unknown>> = {
  canary: fields({
    ...{ version: text, image: text, deployment: text, previewService: text, ready: time },
    ...{ env: fc.dictionary(pick('A', '1'), text), manifest: pick<unknown>('kind: A', 'a', 7, '') },
    autoscaling: fc.oneof(pick<unknown>('leave', 'off', 5), fields({ min: whole, max: whole })),
  }),
  traffic: fields({
    istio: fields({
      virtualService: text,
      canaryHost: text,
      route: fc.oneof(text, whole, fields({ destination: text })),
    }),
    gatewayApi: fields({ httpRoute: text, grpcRoute: text, rule: fc.oneof(text, whole, fields({ backend: text })) }),
    replicas: fields({ round: pick('up', 'near') }),
  }),
  verify: fields({
    from: fields({ pod: pick<unknown>('a=b', 'a', 7), container: text }),
    https: fields({ serverName: text, insecure: pick<unknown>(true, 'true') }),
    requests: list(
      fields({
        ...{ get: path, headers },
        expect: fields({
          status: pick<unknown>(200, 99, '200'),
          body: text,
          json: fc.dictionary(pick('$.a', ''), text),
        }),
      }),
    ),
    load: fields({ get: path, headers, requests: whole, concurrency: whole, failed: limit, p99: limit }),
  }),
  steps: fc.oneof(
    whole,
    fields({ from: whole, by: whole, hold: time }),
    list(
      fields({ weight: whole, hold: time }),
      fields({
        approval: text,
        by: list(text),
        approvals: whole,
        timeout: time,
        onTimeout: pick('ask', 'x'),
        hold: time,
      }),
    ),
  ),
  judge: fc.oneof(
    text,
    pick('observe'),
    fields({
      ...{ 'false-rollbacks': pick<unknown>('1 in 100', '1 in 7', '1 in 999999', 5), 'ignore-below': share },
      latency: fc.oneof(
        pick<unknown>('off', 5),
        fields({ tolerate: pick<unknown>('2x', '0.5x', 'x'), 'ignore-faster-than': time }),
      ),
      raise: fields({ 'added-failures-below': share, sure: share, requests: whole }),
    }),
  ),
  checks: list(
    fields({ name: text, 'success-rate': limit }),
    fields({ name: text, p99: limit, window: time }),
    fields({
      ...{
        name: text,
        query: pick<unknown>('a', 'a{b="{{version}}"}', '{{x}}', '', 'a\0', 7),
        pass: limit,
        fail: limit,
      },
      ...{ window: time, failures: whole, minRequests: whole, tolerance: fc.oneof(share, whole, text) },
    }),
  ),
  inconclusive: fields({ limit: time, action: pick('ask', 'x') }),
  drift: pick('pause', 'x'),
  ways: pick('accept', 'x'),
  freeze: list(
    fields({
      days: list(pick('Sat', 'Sonntag')),
      from: pick<unknown>('08:00', 8),
      zone: pick('UTC', 'Mars'),
      reason: text,
    }),
    fields({ from: pick('2026-02-03', 'x'), to: pick('2026-02-04'), zone: pick('UTC'), reason: pick('why') }),
    fields({ configMap: text, namespace: text, reason: text }),
  ),
  bake: time,
  decommission: pick('scale', 'x'),
  notify: list(text, fields({ to: text, on: list(pick('question', 'x')) })),
};

const whatIsWrong = (data: object): string[] => {
  const parsed = parseRelease(JSON.stringify(data));
  return 'problems' in parsed ? parsed.problems.map(({ path: at, message }) => `${at}: ${message}`) : [];
};
const release = (spec: object) => ({
  ...{ apiVersion: 'sluice/v1', kind: 'Release', metadata: { namespace: 'bookinfo', name: 'reviews' } },
  spec: { canary: { version: 'v2', image: 'reviews:v2' }, traffic: { istio: {} }, ...spec },
});

describe('the JSON Schema accepts what we accept, but for what it cannot say', () => {
  test.each(Object.entries(models))('%s', (field, model) => {
    fc.assert(
      fc.property(model, (written) => {
        const data = release({ [field]: written });
        const wrong = whatIsWrong(data);
        const sayable = wrong.filter((problem) => !unsayable.some(([, pattern]) => pattern.test(problem)));
        const isFine = accepts(data);
        // What is said by the one is said by the other; the rest may be said by us alone.
        expect([accepts.errors, isFine ? sayable : wrong.length > 0]).toEqual([accepts.errors, isFine ? [] : true]);
      }),
      { numRuns: 150 },
    );
  });
});

test('whatever it cannot say is said by us', () => {
  const said = [
    ...problemsWith({ bake: '400d', judge: { 'ignore-below': '60%', latency: { tolerate: '900x' } } }),
    ...problemsWith({ judge: { 'false-rollbacks': '1 in 999999', 'ignore-below': '10%' } }),
    ...problemsWith({ canary: { version: 'v2', image: 'a', autoscaling: { min: 2, max: 1 } } }),
    ...problemsWith({ canary: { version: 'v2', manifest: './file.yaml' }, notify: ['a', 'a'] }),
    ...problemsWith({
      steps: [{ weight: 2 }, { weight: 1 }, { approval: 'a', by: ['a'], approvals: 2 }, { approval: 'a' }],
    }),
    ...problemsWith({ checks: [{ query: '{{a}}', pass: '< 1', fail: '< 1', window: '2h' }, { p99: '<= 0ms' }] }),
    ...problemsWith({ checks: [{ query: 'a', pass: '< 1', window: '2h' }] }),
    ...problemsWith({ freeze: [{ days: ['Sat'], zone: 'Mars', reason: 'a' }] }),
  ];
  for (const [rule, pattern] of unsayable)
    expect([rule, said.filter((each) => pattern.test(each)).length > 0]).toEqual([rule, true]);
});

test('every key has words and an example for editors, and each example is accepted where it stands', () => {
  expect([...help.keys()].toSorted()).toEqual(knownKeys().toSorted());
  interface Node {
    description?: string;
    examples?: unknown[];
    properties?: Record<string, Node>;
    items?: Node;
    additionalProperties?: Node | boolean;
    anyOf?: Node[];
  }
  let seen = 0;
  const look = (node: Node): void => {
    for (const [name, child] of Object.entries(node.properties ?? {})) {
      expect([name, child.description, child.examples]).toEqual([name, expect.any(String), expect.any(Array)]);
      const isRight = ajv.compile(child);
      for (const example of child.examples ?? [])
        expect([name, example, isRight(example)]).toEqual([name, example, true]);
      seen += 1;
      look(child);
    }
    for (const form of [...(node.anyOf ?? []), node.items, node.additionalProperties])
      if (typeof form === 'object') look(form);
  };
  look(releaseJsonSchema());
  expect(seen).toBeGreaterThanOrEqual(help.size);
});

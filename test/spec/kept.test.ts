import { expect, test } from '@jest/globals';
import { parseManifest } from '../../activities/kubernetes/parse-manifest.js';
import { parseFreeze } from '../../spec/parse-freeze.js';
import { parseRelease } from '../../spec/parse.js';
import { showProblem, type SpecProblem } from '../../spec/problem.js';
import { parseReceivers } from '../../spec/receivers.js';

// What a text says is kept, or told: keys that an object of JavaScript has of its own, and numbers that it would round.

const withSpec = (canary: string, ...lines: string[]) => `apiVersion: sluice/v1
kind: Release
metadata: { namespace: bookinfo, name: reviews }
spec:
  canary: { version: v2, image: "reviews:v2"${canary} }
  traffic: { istio: { route: primary } }
${lines.map((line) => `  ${line}\n`).join('')}`;

const problemsOf = (parsed: object | { problems: SpecProblem[] }): string[] =>
  'problems' in parsed ? parsed.problems.map(showProblem) : [];

const deployment = (spec: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: a }
spec: ${spec}
`;

const lost = 'no key can be called __proto__: leave it out';

test('__proto__ is told with its line wherever it is a key, as it would be lost', () => {
  const expected = (json: string) => `verify: { requests: [{ get: /, headers: { a: b }, expect: { json: ${json} } }] }`;
  expect(problemsOf(parseRelease(withSpec(', env: { __proto__: a, B: c }')))).toEqual([`line 5: ${lost}`]);
  expect(problemsOf(parseRelease(withSpec('', expected('{ "__proto__": 1 }'))))).toEqual([`line 7: ${lost}`]);
  expect(problemsOf(parseRelease(withSpec('', expected('{ "\\u005f_proto__": 1 }'))))).toEqual([`line 7: ${lost}`]);
  expect(problemsOf(parseRelease(withSpec('', expected('{}').replace(' a:', ' __proto__:'))))).toEqual([
    `line 7: ${lost}`,
  ]);
  expect(problemsOf(parseRelease(`__proto__: { metadata: {} }\n${withSpec('')}`))).toEqual([`line 1: ${lost}`]);
  expect(problemsOf(parseFreeze('- __proto__: 1\n  days: [Sat]\n  zone: UTC\n  reason: why'))).toEqual([
    `line 1: ${lost}`,
  ]);
  expect(parseReceivers('receivers:\n  __proto__: { slack: { url: https://a.b/c } }')).toEqual({
    problems: [`line 2: ${lost}`],
  });
  for (const spec of ['{ a: { __proto__: 1 } }', '{ a: &a { __proto__: 1 }, b: { <<: *a } }', '[{ __proto__: {} }]'])
    expect(() => parseManifest(deployment(spec))).toThrow(`The manifest cannot be read: line 4: ${lost}`);
});

test.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf'])('%s is a key like any other', (key) => {
  expect(parseRelease(withSpec(`, env: { ${key}: a, B: c }`))).toMatchObject({
    spec: { canary: { source: { env: { [key]: 'a', B: 'c' } } } },
  });
  const requests = `verify: { requests: [{ get: /, headers: { ${key}: b }, expect: { json: { ${key}: 1 } } }] }`;
  expect(parseRelease(withSpec('', requests))).toMatchObject({
    spec: { verify: { requests: [{ headers: { [key]: 'b' }, expect: { json: { [key]: 1 } } }] } },
  });
  expect(parseManifest(deployment(`{ ${key}: { ${key}: a } }`))).toMatchObject([{ spec: { [key]: { [key]: 'a' } } }]);
  expect(problemsOf(parseRelease(withSpec(`, env: { ${key}: a, ${key}: b }`)))).toEqual([
    `line 5: ${key} stands in this object already`,
  ]);
  expect(problemsOf(parseRelease(`${key}: 1\n${withSpec('')}`))).toEqual([`line 1, ${key}: unknown key ${key}`]);
  expect(problemsOf(parseFreeze(`- { ${key}: 1, days: [Sat], zone: UTC, reason: why }`))).toEqual([
    `line 1, [0].${key}: unknown key ${key}`,
  ]);
  expect(parseReceivers(`receivers: {}\n${key}: 1`)).toEqual({
    problems: [`line 2, ${key}: unknown key ${key}`],
  });
});

const answering = (written: string) =>
  parseRelease(withSpec('', `verify: { requests: [{ get: /, expect: { json: { $.id: ${written} } } }] }`));

test.each(['9007199254740992', '9007199254740993', '-9007199254740993', '12345678901234567890', '1e16', '1e300'])(
  'an answer cannot be compared with %s to its last digit',
  (written) => {
    const told = `expected a number that is kept to its last digit, from -9007199254740991 to 9007199254740991: look for this one with expect.body`;
    expect(problemsOf(answering(written))).toEqual([`line 7, spec.verify.requests[0].expect.json.$.id: ${told}`]);
  },
);

test.each(['9007199254740991', '-9007199254740991', '0.1', '1e15', '-0'])('but with %s it can', (written) => {
  expect(answering(written)).toMatchObject({
    spec: { verify: { requests: [{ expect: { json: { '$.id': Number(written) } } }] } },
  });
});

test('a number of a manifest is sent to its last digit, or told with its line', () => {
  const told =
    'a number beyond 9007199254740991, which is not kept to its last digit: write a smaller one, or a text in quotes';
  for (const written of ['9007199254740993', '-9007199254740993', '0x20000000000001', '0400000000000000001'])
    expect(() => parseManifest(deployment(`{ a: [{ b: ${written} }] }`))).toThrow(
      `The manifest cannot be read: line 4: ${told}`,
    );
  const [{ spec } = { spec: {} }] = parseManifest(
    deployment('{ a: 9007199254740991, b: "9007199254740993", c: 0.12345678901234567890, 9007199254740993: d }'),
  );
  expect(spec).toEqual({
    a: Number.MAX_SAFE_INTEGER,
    b: '9007199254740993',
    c: 0.12345678901234568,
    '9007199254740993': 'd',
  });
});

import { describe, expect, test } from '@jest/globals';
import { parseManifest } from '../../activities/kubernetes/parse-manifest.js';
import { withManifest } from '../../spec/inline-manifest.js';
import { parseRelease } from '../../spec/parse.js';
import { countProblems, showProblem } from '../../spec/problem.js';
import { longestYaml, readYaml } from '../../spec/read-yaml.js';
import { parseReceivers } from '../../spec/receivers.js';

const shortest = `
apiVersion: sluice/v1
kind: Release
metadata: { namespace: bookinfo, name: reviews }
spec:
  canary: { version: v2, image: "reviews:v2" }
  traffic: { istio: { route: primary } }
`;

/** The shortest spec with lines added below `spec:`; the first is line 8. */
const withSpec = (...lines: string[]) => `${shortest}${lines.map((line) => `  ${line}\n`).join('')}`;

function problemsOf(text: string): string[] {
  const parsed = parseRelease(text);
  return 'problems' in parsed ? parsed.problems.map(showProblem) : [];
}

const tooDeep = 'nested too deep: at most 100 lists and objects may stand within each other';

describe('what is nested too deep is told, before anything sees it that could fall over it', () => {
  test.each([
    ['[', '['.repeat(3000)],
    ['{', '{'.repeat(900_000)],
    ['{ a:', '{ a: '.repeat(3000)],
    ['- -', '- '.repeat(3000)],
    ['? ?', '? '.repeat(3000)],
    [': :', ': '.repeat(3000)],
    ['lines', Array.from({ length: 1000 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('')],
  ])('%s', (_, text) => {
    for (const read of [parseRelease(text), parseRelease(text)])
      expect('problems' in read && read.problems.map(showProblem)).toContainEqual(expect.stringContaining(tooDeep));
    expect(parseReceivers(text)).toHaveProperty('problems');
    expect(() => parseManifest(text)).toThrow(tooDeep);
    expect(withManifest(text, 'x')).toBe(text);
  });

  test('a hundred are fine, in brackets and in lines', () => {
    expect(readYaml(`${'['.repeat(100)}${']'.repeat(100)}`, 1).problems).toEqual([]);
    expect(readYaml(`${'['.repeat(101)}${']'.repeat(101)}`, 1).problems).toEqual([{ offset: 100, message: tooDeep }]);
    expect(readYaml('- '.repeat(100), 1).problems).toEqual([]);
    expect(readYaml('- '.repeat(101), 1).problems).toEqual([{ offset: 200, message: tooDeep }]);
  });

  test('the line is that of the first too many', () => {
    const lines = Array.from({ length: 200 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n');
    expect(problemsOf(lines)).toEqual([`line 101: ${tooDeep}`]);
  });
});

test('brackets in texts, comments, quotes and blocks are no nesting', () => {
  const many = '[{'.repeat(500);
  const manifest = ['manifest: |', ...Array.from({ length: 300 }, (_, depth) => `  ${' '.repeat(depth)}- ${many}`)];
  const canary = ['canary:', '  version: v2', ...manifest.map((line) => `  ${line}`)];
  const text = withSpec(`# ${many}`, `freeze: [{ days: [Sat], zone: UTC, reason: "x [[{{ '" }] # ${many}`).replace(
    'canary: { version: v2, image: "reviews:v2" }',
    canary.join('\n  '),
  );
  expect(parseRelease(text)).toMatchObject({
    spec: { canary: { source: { manifest: expect.stringContaining(many) } } },
  });
});

test('what is too long is told with the limit', () => {
  expect(problemsOf(`a: b\n${'x'.repeat(longestYaml)}`)).toEqual([
    `line 2: the text has ${longestYaml + 5} characters; at most ${longestYaml} are read`,
  ]);
  expect(problemsOf('a:\n'.repeat(300_000)).at(-1)).toContain('the text is too long: at most 250000 words and signs');
});

test('marks that are not plain data are told at once, each with its line, and so is what is wrong besides', () => {
  const text = `%YAML 1.1
---
apiVersion: !!str sluice/v1
kind: &kind Release
metadata: { namespace: bookinfo, name: reviews, name: ratings }
spec:
  canary: { version: !secret v2, image: "reviews:v2" }
  traffic: { istio: { route: primary } }
  bake: 10
  cannary: {}
  bake: soon
`;
  const tag = 'a tag (!) is not read here: leave it out; a text that begins with ! needs quotes';
  expect(problemsOf(text)).toEqual([
    'line 1: a directive (%) is not read here: leave it out',
    `line 3: ${tag}`,
    'line 4: an anchor (&) is for aliases, which are not read here: leave it out',
    'line 5: name stands in this object already',
    `line 7: ${tag}`,
    'line 10, spec.cannary: unknown key cannary; did you mean canary?',
    'line 11: bake stands in this object already',
    'line 11, spec.bake: expected a time such as 60s, 10m or 1h',
  ]);
});

test('aliases and merge keys, too', () => {
  expect(problemsOf(withSpec('bake: *nope', 'steps:', '  <<: *gone', '  <<: { from: 10 }'))).toEqual([
    'line 8: an alias (*) stands for what is written elsewhere: write it out here',
    'line 10: a merge key (<<) takes over what stands elsewhere: write it out here',
    'line 10: an alias (*) stands for what is written elsewhere: write it out here',
    'line 11: a merge key (<<) takes over what stands elsewhere: write it out here',
  ]);
});

test.each([
  ['bake: "10m', ['line 8: a quote is opened here and not closed']],
  ["bake: 'it''s", ['line 8: a quote is opened here and not closed']],
  ['bake: 10m: 20m', ['line 8: a second colon on the line: put the value in quotes, or begin on a line of its own']],
  ['bake', ['line 8: expected a colon and a value: KEY: VALUE']],
  ['\tbake: 10m', ['line 8: a tab is no indentation: use blanks']],
  ['bake: "\\q"', ['line 8: there is no such escape: write \\\\ for a backslash, or use single quotes']],
  ['bake: @x', ['line 8: a text that begins with this sign needs quotes']],
  ['[a]: b', ['line 8: a list or an object where a key was expected: is a comma missing, or quotes around {{ }}?']],
  ['? {}', ['line 8: a list or an object where a key was expected: is a comma missing, or quotes around {{ }}?']],
  ['bake: |x', ['line 8: nothing but a digit, + or - may follow | or >; the text begins on the next line']],
  [
    'steps: [{ weight: 1 } { weight: 2 }]',
    [
      'line 8: a list or an object where a key was expected: is a comma missing, or quotes around {{ }}?',
      'line 8: a [ is not closed: expected a ]',
    ],
  ],
  ['"": 1', ['line 8, spec.: unknown key ""']],
  ['null: 1', ['line 8, spec.null: unknown key null']],
  ['__proto__: 1', ['line 8: no key can be called __proto__: leave it out']],
  ['constructor: 1', ['line 8, spec.constructor: unknown key constructor']],
])('%j is told in words', (line, problems) => {
  expect(problemsOf(withSpec(line))).toEqual(problems);
});

test.each(['1e999', '.inf', '.nan', '0x100', '2001-01-01', '0.5', '101'])('a weight is no %s', (written) => {
  expect(problemsOf(withSpec(`steps: [{ weight: ${written} }]`))).toEqual([
    expect.stringMatching(/^line 8, spec\.steps/),
  ]);
});

test('line ends of Windows, a byte order mark and JSON with tabs are as good', () => {
  expect(parseRelease(`\ufeff${shortest.trimStart().replaceAll('\n', '\r\n')}`)).toEqual(parseRelease(shortest));
  const json = `{\n\t"apiVersion": "sluice/v1",\n\t"kind": "Release",\n\t"metadata": { "namespace": "bookinfo", "name": "reviews" },
\t"spec": { "canary": { "version": "v2", "image": "reviews:v2" }, "traffic": { "istio": { "route": "primary" } } }\n}`;
  expect(parseRelease(json)).toEqual(parseRelease(shortest));
  expect(problemsOf(withSpec('bakee: 10m').replaceAll('\n', '\r\n'))).toEqual([
    'line 8, spec.bakee: unknown key bakee; did you mean bake?',
  ]);
});

test('the list of problems ends with how many more there are, and all are counted', () => {
  const parsed = parseRelease(withSpec(...Array.from({ length: 8000 }, (_, index) => `unknown${index}: 1`)));
  const problems = 'problems' in parsed ? parsed.problems : [];
  expect(problems).toHaveLength(51);
  expect(problems.slice(49).map(showProblem)).toEqual([
    'line 57, spec.unknown49: unknown key unknown49',
    'line 58: and 7950 more',
  ]);
  expect(countProblems(problems)).toBe('8000 problems');
});

test('what stands in the text is shown so that it steers nothing, hides nothing and is not long', () => {
  const keys = [
    '"\\e[2J\\u009b31m"',
    '"a\\nb\\u2028c"',
    '"ba\\u200bke"',
    '"\\u202ekab"',
    '"\\ud800"',
    '"\\U000e0001"',
    'k'.repeat(900),
  ];
  expect(problemsOf(withSpec(...keys.map((key) => `${key}: 1`)))).toEqual([
    String.raw`line 8, spec.\u001b[2J\u009b31m: unknown key \u001b[2J\u009b31m`,
    'line 9, spec.a b c: unknown key "a b c"',
    String.raw`line 10, spec.ba\u200bke: unknown key ba\u200bke; did you mean bake?`,
    String.raw`line 11, spec.\u202ekab: unknown key \u202ekab`,
    String.raw`line 12, spec.\ud800: unknown key \ud800`,
    String.raw`line 13, spec.\u{e0001}: unknown key \u{e0001}`,
    `line 14, spec.${'k'.repeat(60)}…: unknown key ${'k'.repeat(60)}…`,
  ]);
});

test('modes of files in a manifest are octal, as kubectl has them', () => {
  const head = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\n';
  const [deployment] = parseManifest(`${head}spec: { a: 0400, b: "0400", c: 0, d: 10, e: 08, f: 0o17, g: 0.5 }`);
  expect(deployment?.['spec']).toEqual({ a: 256, b: '0400', c: 0, d: 10, e: 8, f: 15, g: 0.5 });
});

test('a manifest may have aliases, as long as they lead somewhere and are not a bomb', () => {
  const head = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\n';
  expect(
    parseManifest(`---\n${head}spec: { a: &a { b: 1 }, c: *a, d: { <<: *a, e: 2 }, f: 2026-01-01 }\n---\n`),
  ).toEqual([
    {
      ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' } },
      spec: { a: { b: 1 }, c: { b: 1 }, d: { b: 1, e: 2 }, f: '2026-01-01' },
    },
  ]);
  expect(() => parseManifest(`${head}spec: *nope`)).toThrow('aliases (*) that lead nowhere, or too many');
  const bomb = Array.from({ length: 9 }, (_, index) => `a${index + 1}: &a${index + 1} [${`*a${index}, `.repeat(10)}]`);
  expect(() => parseManifest(`${head}a0: &a0 x\n${bomb.join('\n')}`)).toThrow(
    'aliases (*) that lead nowhere, or too many',
  );
  expect(() => parseManifest(`${head}spec: { a: !secret x, b: 1, b: 2 }`)).toThrow(
    'line 4: a tag (!) is not read here: leave it out; a text that begins with ! needs quotes; line 4: b stands in this object already',
  );
});

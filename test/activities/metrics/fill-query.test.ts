import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fillQuery } from '../../../activities/metrics/fill-query.js';
import { queryParts } from '../../../domain/query-parts.js';
import { problemsWith } from '../../spec/spec-with.js';

const subject = {
  namespace: 'bookinfo',
  service: 'reviews',
  version: 'v2',
  deployment: 'reviews-v2',
  windowMs: 30_000,
};

/** The contents of a query's string literals, as Prometheus reads them: written anew from its lexer, to check ours by. */
function literals(query: string): string[] | undefined {
  const found: string[] = [];
  for (let rest = query; rest !== '';) {
    const [comment] = /^#[^\n]*/.exec(rest) ?? [];
    const [string] = /^(?:"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`[^`]*`)/.exec(rest) ?? [];
    if (string === undefined && /^["'`]/.test(rest)) return undefined;
    if (string !== undefined) found.push(contentOf(string));
    rest = rest.slice((comment ?? string ?? rest.slice(0, 1)).length);
  }
  return found;
}

function contentOf(literal: string): string {
  const inner = literal.slice(1, -1);
  if (literal.startsWith('`')) return inner;
  return inner.replaceAll(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
}

function answerOf(fill: () => string): string[] | 'refused' | undefined {
  try {
    return literals(fill());
  } catch {
    return 'refused';
  }
}

const value = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom('"', "'", '`', '\\', '\n', '{', '}', '#', 'a', '$', '&') }),
  fc.constantFrom('constructor', '{{version}}', '$&', "$'"),
);

test.each(['"', "'", '`'])('whatever the value, a string in %s says it exactly, or the query is refused', (quote) => {
  fc.assert(
    fc.property(value, value, (version, namespace) => {
      const query = `a{b=${quote}{{version}}${quote}, c=${quote}is {{ namespace }}.${quote}}[{{window}}] # "it's`;
      const fill = () => fillQuery(query, { ...subject, version, namespace });
      const cannot = quote === '`' && `${version}${namespace}`.includes('`');
      expect(answerOf(fill)).toEqual(cannot ? 'refused' : [version, `is ${namespace}.`]);
    }),
  );
});

test('what is no parameter, or stands where none can, is left as it is', () => {
  const left = [
    '{{constructor}}{{toString}}{{__proto__}} "{{hasOwnProperty}}"',
    'sum({{version}})',
    'a # {{version}}',
    '"\\{{version}}"',
  ];
  for (const query of left) expect(fillQuery(query, subject)).toBe(query);
  expect(fillQuery('a[{{window}}] offset {{window}} # it\'s\n or b{c="{{version}}"}', subject)).toBe(
    'a[30000ms] offset 30000ms # it\'s\n or b{c="v2"}',
  );
});

test('a spec is told which parameters there are, and where they stand', () => {
  const problems = (query: string) => problemsWith({ checks: [{ query, pass: '< 1' }] });
  expect(problems('a{b="{{version}}",c=\'{{service}}\',d=`{{namespace}}`}[{{window}}] # {{version}}')).toEqual([]);
  expect(problems('sum({{version}}) or a{{ service }}')).toEqual([
    'spec.checks[0].query: {{version}} stands for a text: put it in quotes, "{{version}}"',
    'spec.checks[0].query: {{ service }} stands for a text: put it in quotes, "{{ service }}"',
  ]);
  expect(problems('a{b="{{constructor}}"}')).toEqual([
    'spec.checks[0].query: {{constructor}} is no parameter; there are {{namespace}}, {{service}}, {{version}}, {{deployment}}, {{window}}',
  ]);
});

test('the pieces of a query make the whole again', () => {
  const piece = fc.constantFrom('{{', '}}', '{{version}}', '"', "'", '`', '\\', '#', '\n', 'a', ' ');
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const query = pieces.join('');
      return (
        queryParts(query)
          .map(({ text }) => text)
          .join('') === query
      );
    }),
  );
});

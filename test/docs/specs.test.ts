import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { limitAt, requestsMissing } from '../../domain/judgement/good-enough.js';
import { usualStrictness } from '../../domain/judgement/strictness.js';
import { parseFreeze } from '../../spec/parse-freeze.js';
import { parseRelease } from '../../spec/parse.js';
import { parseReceivers } from '../../spec/receivers.js';
import { help } from '../../spec/help.js';
import { releaseJsonSchema } from '../../spec/json-schema.js';
import { blocks, names, pages, table } from './pages.js';

const shortest = {
  apiVersion: 'sluice/v1',
  kind: 'Release',
  metadata: { namespace: 'bookinfo', name: 'reviews' },
  spec: { canary: { version: 'v2', image: 'reviews:v2' }, traffic: { istio: {} } },
};

/** A block is a whole spec, or some of what stands below `spec`. */
function specFrom(block: string): string {
  const data = parse(block) as Record<string, unknown>;
  return 'apiVersion' in data ? block : stringify({ ...shortest, spec: { ...shortest.spec, ...data } });
}

/** Receivers are the worker's, and not of a spec. */
const isReceivers = (block: string) => block.startsWith('receivers:');

const yaml = pages().flatMap((page) =>
  blocks(page, 'yaml')
    .filter((block) => !isReceivers(block))
    .map((block) => [page, block] as const),
);

const isConfigMap = (block: string) => (parse(block) as { kind?: string }).kind === 'ConfigMap';

test.each(yaml.filter(([, block]) => !isConfigMap(block)))('in %s a spec is one: %#', (_page, block) => {
  expect(parseRelease(specFrom(block))).toEqual({ spec: expect.any(Object) });
});

test.each(
  pages().flatMap((page) =>
    blocks(page, 'yaml')
      .filter(isReceivers)
      .map((block) => [page, block] as const),
  ),
)('in %s receivers are some: %#', (_page, block) => {
  expect(parseReceivers(block)).toEqual({ receivers: expect.any(Object) });
});

test.each(yaml.filter(([, block]) => isConfigMap(block)))('in %s a ConfigMap has freeze windows', (_page, block) => {
  const { data } = parse(block) as { data: { freeze: string } };
  expect(parseFreeze(data.freeze)).toEqual({ windows: expect.any(Array) });
});

test('there are specs in the pages', () => {
  expect(yaml.length).toBeGreaterThan(5);
});

interface Node {
  properties?: Record<string, Node>;
  required?: string[];
  items?: Node;
  anyOf?: Node[];
  default?: unknown;
}

/** Every field that the schema has, with its default; what only groups others is none. */
function fields(node: Node, path = ''): Map<string, unknown> {
  const found = new Map<string, unknown>();
  const isGroup = node.properties !== undefined || node.items !== undefined;
  if (path !== '' && (!isGroup || node.default !== undefined)) found.set(path, node.default);
  const add = (more: Map<string, unknown>) => more.forEach((value, name) => found.set(name, value));
  for (const [name, child] of Object.entries(node.properties ?? {}))
    add(fields(child, path === '' ? name : `${path}.${name}`));
  if (node.items) add(fields(node.items, `${path}[]`));
  for (const form of node.anyOf ?? []) {
    const inner = fields({ ...form, default: node.default }, path);
    add(inner);
  }
  return found;
}

const inSchema = fields(releaseJsonSchema());
/** Groups that are left away as a whole, and forms of one field that its row shows. */
const shownElsewhere = [
  'spec.verify.requests',
  'spec.verify.requests[].expect',
  'spec.inconclusive',
  'spec.traffic.istio.route.destination',
  'spec.traffic.gatewayApi.rule.backend',
];
const rows = table('docs/spec.md', 'field');

test('docs/spec.md has every field of the schema, and no other', () => {
  const wanted = [...inSchema.keys()].filter((name) => !shownElsewhere.includes(name));
  expect(rows.flatMap(([field]) => names(field)).toSorted()).toEqual(wanted.toSorted());
});

test.each(
  rows.filter(([, , otherwise]) => names(otherwise).length === 1 && otherwise === `\`${names(otherwise)[0]}\``),
)('%s: %s; else %s', (field, _what, otherwise) => {
  const [name = ''] = names(field);
  expect(parse(names(otherwise)[0] ?? '')).toEqual(inSchema.get(name));
});

test('a default of the schema is in docs/spec.md', () => {
  const withDefault = [...inSchema].flatMap(([name, value]) => (value === undefined ? [] : [name]));
  const told = rows.filter(([, , otherwise = '']) => otherwise.startsWith('`')).flatMap(([field]) => names(field));
  expect(told).toEqual(expect.arrayContaining(withDefault.filter((name) => !shownElsewhere.includes(name))));
});

test('editors help with the words of docs/spec.md', () => {
  const plain = (what = '') => what.replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1').replaceAll('`', '');
  const told = rows.map(([field, what]) => [names(field)[0]?.replace(/\[\]$/, ''), plain(what)]);
  expect(told).toEqual(told.map(([field = '']) => [field, help.get(field)?.description]));
});

test('docs/checks.md tells how many requests a limit takes', () => {
  const told = table('docs/checks.md', '`success-rate`');
  expect(told.length).toBeGreaterThan(3);
  const taken = told.map(([rate = '']) => {
    const mayFail = 1 - Number(names(rate)[0]?.replace(/>= |%/g, '')) / 100;
    return [0.2, 0.5, 1].map((next) => {
      const limit = limitAt(next, mayFail, usualStrictness.addedFailures);
      const wanted = Math.log(usualStrictness.wrongRaises);
      return String(requestsMissing(limit, { requests: 0, failed: 0 }, { wanted }));
    });
  });
  expect(told.map(([, ...counts]) => counts)).toEqual(taken);
});

test('the parameters of queries in docs/checks.md are all there are', () => {
  const told = table('docs/checks.md', 'in a query').flatMap(([name]) => names(name));
  const query = (text: string) =>
    parseRelease(
      stringify({ ...shortest, spec: { ...shortest.spec, checks: [{ query: `a{b="${text}"}`, pass: '< 1' }] } }),
    );
  expect(query(told.join(''))).toEqual({ spec: expect.any(Object) });
  expect(query('{{other}}')).toMatchObject({ problems: [{ message: expect.stringContaining(told.join(', ')) }] });
});

test('every example has the line by which editors know its schema', () => {
  for (const file of readdirSync('examples').filter((name) => name.endsWith('.yaml')))
    expect(readFileSync(`examples/${file}`, 'utf8')).toMatch(/^# yaml-language-server: \$schema=..\/spec\/release/);
});

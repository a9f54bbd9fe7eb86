import { expect, test } from '@jest/globals';
import { readFileSync, statSync } from 'node:fs';
import { commandFrom, commandNames } from '../../domain/command.js';
import { searchAttributes } from '../../domain/message.js';
import { names, table } from './pages.js';

const page = 'docs/temporal-ui.md';
const signals = table(page, 'signal').map(([signal, payload]) => [names(signal)[0], names(payload)[0]] as const);

test('the signals are all there are', () => {
  expect(new Set(signals.map(([name]) => name))).toEqual(new Set(commandNames));
});

test.each(commandNames)('%s is understood as it stands there', (name) => {
  const [, payload = ''] = signals.find(([signal]) => signal === name) ?? [];
  const written = JSON.parse(payload) as Record<string, unknown>;
  expect(commandFrom(name, written)).toEqual({ name, ...written });
  expect(written).toMatchObject({ by: 'anna', reason: expect.stringMatching(/./) });
});

test('the filters name each of our search attributes, and no other', () => {
  const filters = table(page, 'filter').flatMap(([filter]) => names(filter));
  const found = new Set(filters.flatMap((filter) => filter.match(/\bSluice\w+/g) ?? []));
  expect([...found].toSorted()).toEqual([...searchAttributes].toSorted());
});

test('the pictures are small', () => {
  const pictures = [...readFileSync(page, 'utf8').matchAll(/!\[[^\]]+\]\((pictures\/[^)]+)\)/g)].map(
    ([, file]) => file,
  );
  expect(pictures).toHaveLength(4);
  expect(pictures.filter((file) => statSync(`docs/${file}`).size > 120_000)).toEqual([]);
});

import { expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { pages } from './pages.js';

const links = pages().flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = '']) => [page, to] as const),
);
const within = links.filter(([, to]) => !/^https?:/.test(to));

test.each(within)('%s leads to %s', (page, to) => {
  const [path = '', anchor] = to.split('#');
  const file = path === '' ? page : normalize(join(dirname(page), path));
  expect(existsSync(file)).toBe(true);
  expect(anchor === undefined || anchors(file).includes(anchor)).toBe(true);
});

test('every page is reached from the README, and every decision has its number once', () => {
  const reached = new Set(['README.md']);
  for (const page of reached)
    for (const [from, to] of within)
      if (from === page && to.split('#')[0]?.endsWith('.md'))
        reached.add(normalize(join(dirname(from), to.split('#')[0] ?? '')));
  const all = pages().filter((page) => !page.startsWith('docs/decisions/'));
  expect(all.filter((page) => !reached.has(page))).toEqual([]);
  const decisions = pages().filter((page) => page.startsWith('docs/decisions/'));
  const numbers = decisions.map((page) => Number(/\/(\d{4})-/.exec(page)?.[1]));
  expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers.map((_, index) => index + 1));
  for (const page of decisions)
    expect(readFileSync(page, 'utf8')).toMatch(new RegExp(`^# ${Number(/\/(\d{4})-/.exec(page)?.[1])}\\. `));
});

/** The headings of a page as GitHub makes anchors of them. */
function anchors(page: string): string[] {
  return [...readFileSync(page, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
}

import { expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { importTable } from '../import-table.js';

const lines = readFileSync('Dockerfile', 'utf8').split('\n');
const ignored = readFileSync('.dockerignore', 'utf8').split('\n');
const build = JSON.parse(readFileSync('tsconfig.build.json', 'utf8')) as { include: string[] };

/** What the image is built from, of this repository. */
const copied = lines
  .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
  .flatMap((line) => line.split(' ').slice(1, -1));

test('everything that the image copies is there, and is sent to its builder', () => {
  expect(copied.length).toBeGreaterThan(8);
  expect(copied.filter((name) => !existsSync(name))).toEqual([]);
  expect([...new Set(copied)].toSorted()).toEqual(
    ignored
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1))
      .toSorted(),
  );
});

test('it holds the worker and the client with all that they import', () => {
  const folder = (allowed: string) => allowed.replace(/@.*/, ''); // for a part of the importer alone
  const folders = (name: string): string[] => [name, ...(importTable[name]?.values ?? []).map(folder)];
  const needed = new Set([
    ...folders('worker'),
    ...folders('client'),
    ...folders('workflows'),
    ...folders('activities'),
  ]);
  expect(build.include.toSorted()).toEqual([...needed].toSorted());
  expect(copied.filter((name) => !name.includes('.')).toSorted()).toEqual([...needed].toSorted());
});

test('it runs as a user of no rights, on glibc', () => {
  expect(lines.filter((line) => line.startsWith('FROM ')).every((line) => line.includes('node:20-bookworm-slim'))).toBe(
    true,
  );
  expect(lines.findIndex((line) => line === 'USER node')).toBeLessThan(
    lines.findIndex((line) => line.startsWith('CMD')),
  );
  expect(lines).toContain('USER node');
});

import { beforeEach, expect, jest, test } from '@jest/globals';
import { setImmediate as turn } from 'node:timers';
import { promisify } from 'node:util';

/** The times that are waited for: each is over when the test says so. */
const waits: { ms: number; end: () => void }[] = [];
jest.unstable_mockModule('node:timers/promises', () => ({
  setTimeout: (ms: number) => new Promise<void>((resolve) => waits.push({ ms, end: resolve })),
}));
const { drain } = await import('../../../playground/apps/program/drain.js');

let events: string[];
let finish: () => void;
let ended: Promise<void>;

/** What has happened by now, once everything that can go on has gone on. */
async function now(): Promise<string[]> {
  await promisify(turn)();
  return events;
}

beforeEach(() => {
  [waits.length, events] = [0, []];
  const part = {
    begin: () => void events.push('begins'),
    close: () => {
      events.push('takes nothing new');
      return new Promise<void>((resolve) => (finish = resolve));
    },
    cut: () => void events.push('cuts'),
  };
  ended = drain([part], 10).then(() => void events.push('ended'));
});

test('it is open to newcomers for a while, then waits for what is under way, and no longer', async () => {
  expect(await now()).toEqual(['begins']);
  waits[0]?.end();
  expect(await now()).toEqual(['begins', 'takes nothing new']);
  expect(waits.map(({ ms }) => ms)).toEqual([6000, 4000]);
  finish(); // and the second time is not over
  await ended;
  expect(events).toEqual(['begins', 'takes nothing new', 'cuts', 'ended']);
});

test('what is still under way at the end of the time is cut', async () => {
  for (const index of [0, 1]) {
    expect(await now()).not.toContain('cuts');
    waits[index]?.end();
  }
  await ended;
  expect(events).toEqual(['begins', 'takes nothing new', 'cuts', 'ended']);
});

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { existsSync } from 'node:fs';
import { Sluice } from '../../../client/sluice.js';
import type { ReleaseState } from '../../../domain/release-state.js';
import { temporalProgram } from '../../../playground/temporal/program.js';
import { pages, steps } from '../../docs/pages.js';
import { elsewhere, otherPages, playgroundPage, releasePages, stepsOf } from './followed.js';
import { Reader } from './reader.js';
import { eventually } from '../playground/playground-command.js';
import { Stage } from '../release/stage.js';
import '../patience.js';

const worker = 'node start.mjs worker/main.ts';
const watch = 'sluice watch bookinfo/reviews';
const begin = 'sluice release -f examples/reviews-with-gates.yaml';
const cluster = `reader-${Date.now().toString(36)}`;

let stage: Stage;
let sluice: Sluice;
let reader: Reader;
beforeAll(async () => {
  [stage, sluice] = await Promise.all([Stage.open('h-reader'), Sluice.connect({ cluster })]);
  reader = await Reader.at({ stage, sluice, cluster, port: 19_531 });
});
afterAll(async () => {
  await reader.leave();
  await sluice.close();
  await stage.close();
});

/** What must have come about before a command, which in the page a person sees to. */
const given: Record<string, () => Promise<unknown>> = {
  [signal('resume')]: () => until(({ paused }) => paused !== undefined),
  [signal('approve')]: () => until(({ paused, question }) => !paused && question?.gate === 'first-users'),
  [signal('abort')]: () => until(({ weight }) => weight === 10),
  'npm run -s playground kubectl -- -n bookinfo patch': () => until(({ weight }) => weight === 10),
  "sluice abort bookinfo/reviews --reason 'the database is slow'": async () => {
    const { paused } = await until((state) => state.paused !== undefined);
    expect(paused).toMatchObject({ by: 'sluice', foreign: true });
  },
  "sluice abort bookinfo/reviews --reason 'wrong build'": async () => {
    if ((await (await reader.release()).state()).outcome) await reader.run(begin);
  },
  'sluice rollback bookinfo/reviews': leaveOrphan,
};

/** How a signal begins that is sent by hand. */
function signal(name: string): string {
  return `temporal workflow signal --workflow-id release/default/bookinfo/reviews/4 --name ${name}`;
}

async function until(isSo: (state: ReleaseState) => boolean): Promise<ReleaseState> {
  const release = await reader.release();
  const state = await eventually(async () => {
    const now = await release.state();
    return isSo(now) ? now : undefined;
  }, 600);
  if (!state) throw new Error(`${release.id} does not get so far`);
  return state;
}

/** A release that is ended by force with users on its canary; the next is refused with what mends it. */
async function leaveOrphan(): Promise<void> {
  await reader.run(begin);
  await reader.run('sluice approve bookinfo/reviews');
  await until(({ weight }) => weight === 10);
  const { id } = await reader.release();
  await execa(await temporalProgram(), ['workflow', 'terminate', '--workflow-id', id]);
  const { exitCode, stdout } = await reader.run(`${begin} --wait`);
  expect({ exitCode, stdout }).toEqual({
    exitCode: 2,
    stdout: expect.stringContaining(`sluice rollback ${stage.namespace}/reviews`),
  });
}

test('every page with commands is followed, and what is run elsewhere is in a page and there', () => {
  const withCommands = pages().filter((page) => steps(page).length > 0);
  expect(withCommands.toSorted()).toEqual([...releasePages, ...otherPages, playgroundPage].toSorted());
  const commands = withCommands.flatMap((page) => steps(page).map(({ text }) => text));
  expect(commands).toEqual(expect.arrayContaining(Object.keys(elsewhere)));
  expect(Object.values(elsewhere).filter((file) => !existsSync(file))).toEqual([]);
});

test.each([...releasePages, ...otherPages].flatMap(stepsOf))('$page: $title', async ({ kind, text }) => {
  const [, prepare] = Object.entries(given).find(([first]) => text.startsWith(first)) ?? [];
  await prepare?.();
  const { exitCode, stderr, stdout } = await (kind === 'program' ? reader.program(text) : reader.run(text));
  expect({ exitCode, said: exitCode === 0 ? '' : `${stdout}\n${stderr}` }).toEqual({ exitCode: 0, said: '' });
});

test('what was begun to last ends as its release does, and the worker when it is told to', async () => {
  expect(await reader.end(watch)).toBe(4);
  expect(await reader.end(worker, 'SIGTERM')).toBe(0);
});

test('nothing of it all is left in the cluster', async () => {
  const names = await stage.in(['get', 'deployments', '-o', 'jsonpath={.items[*].metadata.name}']);
  expect(names.split(' ').filter((name) => name.startsWith('reviews'))).toEqual(['reviews-v2']);
  expect(await stage.weights()).toEqual({ v2: 100 });
});

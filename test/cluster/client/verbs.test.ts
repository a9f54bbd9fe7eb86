import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerSchemas, errorSchema } from '../../../client/answer-schema.js';
import type { Sluice } from '../../../client/sluice.js';
import { phaseOf } from '../../../domain/release-state.js';
import { specText } from '../release/spec-text.js';
import { MemoryCluster } from './memory-cluster.js';
import type { OwnTemporal } from './temporal.js';
import { type Ended, typing } from './typed.js';
import { withOwnTemporal } from './with-own-temporal.js';
import '../patience.js';

let temporal: OwnTemporal;
let folder: string;
let client: Sluice;
const cluster = new MemoryCluster();
const sluice = typing(() => temporal.address);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-verbs-'));
});
afterAll(() => rm(folder, { recursive: true }));
const workers = withOwnTemporal(cluster, (own) => ({ temporal, client } = own));

const good = { steps: [{ weight: 100, hold: '1s' }], bake: '0s' };
const gated = {
  steps: [{ weight: 20, hold: '1h' }, { approval: 'payments' }, { weight: 100, hold: '1s' }],
  bake: '0s',
};

async function specFile(namespace: string, changes: Record<string, unknown>): Promise<string> {
  const file = join(folder, `${namespace}.yaml`);
  await writeFile(file, specText(namespace, changes));
  return file;
}

/** What a verb printed with `--json`, which must be as its schema says. */
async function answer(args: [string, ...string[]]): Promise<{ exitCode: Ended['exitCode']; said: unknown }> {
  const { exitCode, stdout, stderr } = await sluice([...args, '--json']);
  const said = JSON.parse(stdout) as Record<string, unknown>;
  const schema = 'error' in said ? errorSchema : answerSchemas[args[0]];
  expect(schema?.safeParse(said)).toEqual({ success: true, data: said });
  expect(stderr === '' || args.includes('--wait') || args[0] === 'watch').toBe(true); // what is shown meanwhile
  return { exitCode, said };
}

test('validate asks nobody: it works where no Temporal is', async () => {
  const file = await specFile('alone', good);
  const { exitCode, stdout, stderr } = await sluice(['validate', '-f', file], { TEMPORAL_ADDRESS: '127.0.0.1:1' });
  expect({ exitCode, stdout, stderr }).toEqual({
    exitCode: 0,
    stdout: `${file} is a spec of alone/reviews v2`,
    stderr: '',
  });
  expect((await answer(['validate', '-f', file])).said).toEqual({
    ...{ valid: true, namespace: 'alone', service: 'reviews', version: 'v2' },
  });
});

test('validate tells every problem with its line, and ends with 2', async () => {
  const file = await specFile('wrong', { bake: 'soon', drift: 'perhaps', steps: [{ weight: 101 }] });
  const { exitCode, said } = await answer(['validate', '-f', file]);
  expect(exitCode).toBe(2);
  expect(said).toMatchObject({
    error: { kind: 'invalid-spec', problems: Array(3).fill(expect.stringMatching(/^line \d+, spec\./)) },
  });
  const text = await sluice(['validate', '-f', file]);
  expect(text.stderr.split('\n')).toHaveLength(4);
});

test('validate --cluster and plan tell what preflight finds, and leave nothing behind', async () => {
  const file = await specFile('seen', gated);
  expect(await sluice(['validate', '-f', file, '--cluster'])).toMatchObject({
    ...{ exitCode: 0, stdout: `${file} can be released: seen/reviews v2` },
  });
  const { exitCode, stdout } = await sluice(['plan', '-f', file]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatchSnapshot();
  const { said } = await answer(['plan', '-f', file]);
  expect(said).toMatchObject({ leastMs: 3_601_000, canary: { replicas: 2 }, stable: { version: 'v1' } });
  expect(cluster.weights.has('seen')).toBe(false);
  expect(await sluice(['status', 'seen/reviews'])).toMatchObject({ exitCode: 2 });
});

test.each([['validate', '--cluster'], ['plan']])(
  '%s %s: what preflight refuses ends with 2, and all its problems',
  async (...args) => {
    cluster.problems = ['there is no route primary', 'Prometheus does not answer'];
    const [verb = '', ...options] = args;
    const { exitCode, said } = await answer([verb, '-f', await specFile('refused', good), ...options]);
    const problems = cluster.problems;
    cluster.problems = [];
    expect({ exitCode, said }).toMatchObject({ exitCode: 2, said: { error: { kind: 'preflight', problems } } });
  },
);

test('every order answers as its schema says, and history tells who gave it and why', async () => {
  const { said } = await answer(['release', '-f', await specFile('ordered', gated)]);
  const { release } = said as { release: string };
  const handle = client.handle(release);
  for await (const state of handle.watch({ everyMs: 50 })) if (phaseOf(state) === 'steps' && state.hold) break;
  const orders: [string, ...string[]][] = [
    ['pause', 'ordered/reviews', '--reason', 'lunch'],
    ['resume', 'ordered/reviews', '--by', 'bob'],
    ['skip', release, '--reason', 'seen enough', '--override'],
    ['approve', 'ordered/reviews', '--gate', 'payments', '--reason', 'fine'],
  ];
  for (const order of orders) expect(await answer(order)).toMatchObject({ exitCode: 0, said: { kind: 'obeyed' } });
  expect(await answer(['watch', release])).toMatchObject({ exitCode: 0, said: { outcome: { kind: 'released' } } });
  const { said: told } = await answer(['history', 'ordered/reviews']);
  const { entries } = told as { entries: { by: string; what: string; command?: string }[] };
  expect(entries.filter(({ command }) => command).map(({ by, what }) => `${by}: ${what}`)).toEqual([
    ...[
      'ada: pause: lunch',
      'bob: resume',
      'ada: skip, in spite of any freeze: seen enough',
      'ada: approve payments: fine',
    ],
  ]);
  expect((await answer(['status', release])).said).toMatchObject({ phase: 'ended' });
  expect((await answer(['abort', release, '--reason', 'late'])).exitCode).toBe(2);
});

test('what history tells from Temporal alone is what the release itself keeps', async () => {
  cluster.successRate = 0.5;
  const handle = await client.start(specText('kept', good), { by: 'ada' });
  await handle.result();
  cluster.successRate = 1;
  const [{ journal, weight, outcome }, story] = await Promise.all([handle.state(), handle.story()]);
  expect(story.isFaithful).toBe(true);
  expect(story.entries).toEqual(journal);
  expect(story.state).toMatchObject({ weight, outcome });
});

test('an override without a reason is refused', async () => {
  for (const args of [
    ['release', '-f', 'a.yaml'],
    ['skip', 'a/b'],
    ['promote', 'a/b'],
    ['resume', 'a/b'],
    ['approve', 'a/b'],
  ] as const)
    expect(await sluice([...args, '--override'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--reason'),
    });
});

test('list has running ones first, and is narrowed by service, namespace, phase and outcome', async () => {
  await answer(['release', '-f', await specFile('listed', gated)]);
  await (await client.start(specText('listed-too', good))).result();
  cluster.problems = ['there is no route primary'];
  await (await client.start(specText('listed-not', good))).result();
  cluster.problems = [];
  const list = async (...args: string[]) => {
    const { said } = await answer(['list', ...args]);
    return (said as { releases: { release: string }[] }).releases.map(({ release }) => release.split('/')[2]);
  };
  await eventuallyEqual(() => list('--phase', 'steps', '--limit', '2'), ['listed']);
  await eventuallyEqual(() => list('--outcome', 'refused', '--service', 'reviews', '--limit', '1'), ['listed-not']);
  expect(await list('--service', 'listed-too/reviews')).toEqual(['listed-too']);
  expect(await list('--namespace', 'listed-not')).toEqual(['listed-not']);
  expect((await list())[0]).toBe('listed');
  expect(await list('--service', 'unknown')).toEqual([]);
  expect((await sluice(['list', '--limit', '0'])).stderr).toContain('--limit 0 is no count');
  expect((await sluice(['list', '--phase', 'stepps'])).exitCode).toBe(2);
  await answer(['abort', 'listed/reviews', '--reason', 'done', '--wait']);
});

/** Visibility follows a moment later. */
async function eventuallyEqual<Value>(look: () => Promise<Value>, wanted: Value): Promise<void> {
  let seen = await look();
  for (let tries = 0; tries < 200 && JSON.stringify(seen) !== JSON.stringify(wanted); tries += 1) seen = await look();
  expect(seen).toEqual(wanted);
}

test('schema and completion print what they are asked for', async () => {
  const { stdout } = await sluice(['schema']);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(await readFile('spec/release.schema.json', 'utf8')));
  const { said } = await answer(['schema', '--of', 'status']);
  expect(said).toMatchObject({
    anyOf: [{ properties: { phase: expect.anything() } }, { properties: { error: expect.anything() } }],
  });
  expect((await answer(['completion', 'bash'])).said).toMatchObject({
    shell: 'bash',
    script: expect.stringContaining('complete -o'),
  });
  expect((await sluice(['completion', 'cmd'])).exitCode).toBe(2);
});

test('without a worker, history and report tell all of a release that has ended, and plan says that nobody is there', async () => {
  await (await client.start(specText('ended', good), { by: 'ada' })).result();
  await workers.stop();
  const { stdout, exitCode } = await sluice(['history', 'ended/reviews']);
  expect(exitCode).toBe(0);
  expect(neutral(stdout)).toMatchSnapshot();
  const page = join(folder, 'ended.html');
  expect((await answer(['report', 'ended/reviews', '--output', page])).said).toMatchObject({
    format: 'html',
    file: page,
  });
  expect(await readFile(page, 'utf8')).toContain('<p class="outcome released">released</p>');
  const markdown = await sluice(['report', 'release/default/ended/reviews/1', '--format', 'markdown']);
  expect(markdown.stdout).toMatch(/^# ended\/reviews v1 to v2\n\n\*\*released\*\*/);
  expect((await answer(['report', 'nothing/here'])).said).toMatchObject({ error: { kind: 'not-found' } });
  expect((await sluice(['report', 'ended/reviews', '-o', join(folder, 'no/where.html')])).exitCode).toBe(2);
  const plan = await answer(['plan', '-f', await specFile('nobody', good)]);
  expect(plan).toMatchObject({
    exitCode: 1,
    said: { error: { kind: 'no-answer', message: expect.stringContaining('no worker took it') } },
  });
});

/** Times are not the same in every run, nor what is seen of evidence until it suffices. */
function neutral(text: string): string {
  const lines = text.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ/g, '2026-11-21 12:00:00Z').split('\n');
  return lines.filter((line) => !/^ {29}|sluice: (hold for want|go on|pass|inconclusive)/.test(line)).join('\n');
}

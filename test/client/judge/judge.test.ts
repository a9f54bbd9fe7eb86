import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLine } from '../../../client/judge/line.js';
import { ticksOfMatrix } from '../../../client/judge/matrix.js';
import { Replay } from '../../../client/judge/replay.js';

interface Told {
  release: string;
  t: number;
  verdict: string;
  because: string;
  reason: string;
  canary: { requests: number; failed: number };
}

const counts = (t: number, canary: [number, number], stable: [number, number], source = 'gateway') =>
  JSON.stringify({
    ...{ t, source },
    canary: { requests: canary[0], failed: canary[1] },
    stable: { requests: stable[0], failed: stable[1] },
  });

function judged(lines: string[]): Told[] {
  const told: Told[] = [];
  const replay = new Replay('a', (text) => told.push(JSON.parse(text) as Told));
  for (const text of lines) {
    const line = readLine(text);
    if (line.kind !== 'release') replay.hear(line);
  }
  replay.end();
  return told;
}

const seconds = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);

test('the recording of the docs is judged by the command of the docs', async () => {
  const [, recording = ''] = /```json\n(.*?)```/s.exec(readFileSync('docs/judgement.md', 'utf8')) ?? [];
  const { stdout } = await execa('npm', ['run', '-s', 'judge'], { input: recording });
  const told = stdout.split('\n').map((line) => JSON.parse(line) as Told);
  expect(told).toEqual([expect.objectContaining({ release: 'a', t: 0, verdict: 'not yet known' })]);
});

test('a good release: not yet known, then good enough for each next weight', () => {
  const told = judged([
    ...seconds(0, 60).map((t) => counts(t, [20, 0], [180, 0])),
    JSON.stringify({ t: 60, weight: 20, next: 30 }),
    ...seconds(60, 120).map((t) => counts(t, [40, 0], [160, 0])),
  ]);
  expect(told.map(({ t, verdict }) => [t, verdict])).toEqual([
    [0, 'not yet known'],
    [6, 'good enough'],
  ]);
  expect(told[1]?.reason).toMatch(/^good enough for 20 %: the canary failed 0 of 140; .* at most 0\.\d\d % of all/);
});

test('a bad one: harmful once, with its numbers, and nothing after it', () => {
  const told = judged(seconds(0, 60).map((t) => counts(t, [20, 4], [180, 0])));
  expect(told.at(-1)).toMatchObject({ verdict: 'harmful', because: 'errors' });
  expect(told.at(-1)?.canary.failed).toBeLessThanOrEqual(12);
  expect(told.at(-1)?.reason).toMatch(/^harmful: the canary failed \d+ of \d+ requests \(20\.00 %\), stable 0 of /);
});

test('a second is over when all its sources were heard: the verdict is that of the second', () => {
  const two = (t: number) => [counts(t, [10, 10], [90, 90], 'one'), counts(t, [10, 0], [90, 0], 'two')];
  expect(judged(seconds(0, 30).flatMap(two)).every(({ verdict }) => verdict === 'not yet known')).toBe(true);
});

test.each([
  ['[1]', 'no JSON object'],
  ['{"t":0,"canary":{"requests":1,"failed":2}}', /canary: more failed than there were.*stable: /],
  [
    '{"t":0,"canary":{"requests":-1,"failed":0},"stable":{"requests":1,"failed":0.5}}',
    /canary\.requests: .*stable\.failed: /,
  ],
  ['{"t":0,"weight":101}', /^weight: /],
  ['{"t":"x","weight":1,"next":-1,"then":0}', /^t: .*; next: .*; then: unknown$/],
  ['{"release":1,"t":0}', /^release: no text; t: unknown$/],
  [
    '{"source":1,"canary":[],"stable":{"requests":1,"failed":1,"sum":-1,"a":1}}',
    /^t: .*; source: .*; canary: .*; stable\.sum: .*; stable\.a: unknown$/,
  ],
  [
    '{"t":0,"canary":{"requests":1,"failed":0,"le":{"5":"x"}},"stable":{"requests":0,"failed":0}}',
    /canary\.le: no counts/,
  ],
])('%s is no line', (text, problem) => {
  expect(() => readLine(text)).toThrow(problem);
});

test('lines may end as on Windows, the last one with nothing, and are read across the chunks that they come in', async () => {
  const lines = ['{"release":"größer"}', ...seconds(0, 700).map((t) => counts(t, [20, 0], [180, 0]))];
  const told = await Promise.all(
    [`${lines.join('\n')}\n`, lines.join('\r\n')].map((input) => execa('npm', ['run', '-s', 'judge'], { input })),
  );
  expect(told[1]?.stdout).toBe(told[0]?.stdout);
  expect(told[0]?.stdout).toMatch(/^{"release":"größer","t":0,.*\n{"release":"größer",.*"good enough"/);
});

test('the command says which line it could not read, and ends with 2', async () => {
  const { exitCode, stderr } = await execa('npm', ['run', '-s', 'judge'], {
    ...{ input: '{"release":"a"}\n\n{"t":', reject: false },
  });
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^Line 3: /m);
});

test('what Prometheus answered is judged: the first version is stable, and the release begins with the other', async () => {
  const series = (version: string, code: string, from: number, perSecond: number) => ({
    metric: {
      ...{ __name__: 'istio_requests_total', source_workload: 'web', instance: 'a' },
      ...{ destination_version: version, response_code: code },
    },
    values: seconds(from, 1100).map((at) => [at, String((at - from + 1) * perSecond)]),
  });
  const result = [series('v1', '200', 1000, 90), series('v2', '200', 1060, 8), series('v2', '500', 1062, 2)];
  const text = JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } });
  const told: Told[] = [];
  const replay = new Replay('a', (line) => told.push(JSON.parse(line) as Told));
  for (const tick of ticksOfMatrix(text, {})) replay.hearTick(tick);
  replay.end();
  expect(told.at(-1)).toMatchObject({ verdict: 'harmful', because: 'errors' });
  expect(told.at(-1)?.t).toBeLessThan(12);

  const cwd = await mkdtemp(join(tmpdir(), 'sluice-judge-'));
  const answer = join(cwd, 'answer.json');
  await writeFile(answer, text);
  const versions = ['--canary', 'v2', '--stable', 'v1'];
  const { stdout } = await execa('npm', ['run', '-s', 'judge', '--', '--matrix', answer, ...versions]);
  await rm(cwd, { recursive: true });
  expect(JSON.parse(stdout.split('\n').at(-1) ?? '')).toMatchObject({ verdict: 'harmful', because: 'errors' });
});

test.each([
  ['as Deployments', { canary: 'reviews-v2', stable: 'reviews-v1' }, [27, 88]],
  ['as versions, as which the canary is not known when it breaks off', { canary: 'v2', stable: 'v1' }, [9, 88]],
  ['not at all', {}, [27, 88]],
])('versions are named %s', (_, known, counted) => {
  const series = (workload: string, version: string, perSecond: number, from: number) => ({
    metric: {
      ...{ __name__: 'istio_requests_total', source_workload: 'web', instance: version, response_code: '503' },
      ...{ destination_workload: `reviews-${workload}`, destination_version: version },
    },
    values: seconds(from, 1012).map((at) => [at, String((at - from) * perSecond)]),
  });
  const result = [series('v1', 'v1', 8, 1000), series('v2', 'v2', 1, 1002), series('v2', 'unknown', 2, 1002)];
  const ticks = ticksOfMatrix(JSON.stringify(result), { begins: 1002, ...known });
  const sum = (version: 'canary' | 'stable') => ticks.reduce((all, each) => all + each[version].requests, 0);
  expect([sum('canary'), sum('stable')]).toEqual(counted);
});

test('where metrics call both versions by one workload, the versions tell them apart', () => {
  const series = (version: string, from: number) => ({
    metric: {
      ...{ __name__: 'istio_requests_total', source_workload: 'web', instance: version, response_code: '200' },
      ...{ destination_workload: 'reviews', destination_version: version },
    },
    values: seconds(from, 1012).map((at) => [at, String(at - from)]),
  });
  const text = JSON.stringify([series('v1', 1000), series('v2', 1002)]);
  for (const known of [{}, { canary: 'v2' }]) {
    const sources = ticksOfMatrix(text, known).filter(
      ({ canary, stable }) => canary.requests > 0 && stable.requests > 0,
    );
    expect(sources.length).toBeGreaterThan(5);
  }
  const unseen = { canary: 'v3', stable: 'v1', begins: 1000 };
  expect(ticksOfMatrix(text, unseen).reduce((sum, { stable }) => sum + stable.requests, 0)).toBeGreaterThan(5);
});

test.each([
  ['{}', {}, /no matrix of Prometheus/],
  ['[]', {}, /two versions are wanted; there are none/],
  [
    '[]',
    { canary: 'v2', stable: 'v1' },
    /no series has v2 or v1, neither as destination_workload nor as destination_version/,
  ],
])('%s is no matrix to judge', (text, known, problem) => {
  expect(() => ticksOfMatrix(text, known)).toThrow(problem);
});

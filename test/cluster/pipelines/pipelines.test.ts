import { Client, Connection } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type LiveState, type ReleaseHandle, Sluice } from '../../../client/sluice.js';
import { presentEnvironment } from '../../../playground/present-ports.js';
import { eventually } from '../playground/playground-command.js';
import { onStage, withOthersMs } from '../release/on-stage.js';
import { versionsOn } from '../release/releasing.js';
import { canary, specText } from '../release/spec-text.js';
import type { Stage } from '../release/stage.js';
import { WorkerProcess } from '../release/worker-process.js';
import { Checkout } from './checkout.js';
import { GitHubJob } from './github-job.js';
import { GitLabJob } from './gitlab-job.js';
import '../patience.js';

const cluster = `pipelines-${Date.now().toString(36)}`;
const temporal = { TEMPORAL_ADDRESS: presentEnvironment().TEMPORAL_ADDRESS };
let worker: WorkerProcess;
let sluice: Sluice;
let connection: Connection;
beforeAll(async () => {
  [worker, sluice, connection] = await Promise.all([
    WorkerProcess.start(19_547),
    Sluice.connect({ cluster }),
    Connection.connect({ address: temporal.TEMPORAL_ADDRESS }),
  ]);
});
afterAll(async () => {
  await connection.close();
  await sluice.close();
  await worker.stop();
});

/** What the recipes release: a gate before the first users, then all of them. */
const gated = { verify: undefined, steps: [{ approval: 'payments' }, { weight: 100, hold: '2s' }], bake: '0s' };

/** A stage, and the recipe in a checkout whose spec is of the stage's reviews. */
async function withRecipe(
  name: string,
  run: (given: { stage: Stage; text: string; checkout: Checkout }) => Promise<void>,
): Promise<void> {
  await onStage(`h-${name.replace(/\W/g, '-')}`, async (stage) => {
    const recipe = await readFile(`examples/pipelines/${name}`, 'utf8');
    const checkout = await Checkout.make({ 'reviews.yaml': specText(stage.namespace, gated) }, cluster);
    try {
      await run({ stage, text: recipe.replaceAll('bookinfo', stage.namespace), checkout });
    } finally {
      await checkout.remove();
    }
  });
}

/** The stage's release of that number, once it is so. */
async function reached(stage: Stage, number: number, isSo: (state: LiveState) => boolean): Promise<ReleaseHandle> {
  const handle = sluice.handle(`release/${cluster}/${stage.namespace}/reviews/${number}`);
  const found = await eventually(() => handle.state().then(isSo, () => false), 900);
  if (!found) throw new Error(`${handle.id} does not get so far`);
  return handle;
}

/** What it said stands in the message when it is not so. */
const succeeded = { exitCode: 0, said: expect.any(String) };

const waitsAtGate = ({ question }: LiveState) => question?.gate === 'payments';
const ordersOf = async (handle: ReleaseHandle) =>
  (await handle.story()).entries.flatMap(({ command, by, what }) => (command === undefined ? [] : [{ by, what }]));

/** Who is recorded to have begun the release, and why. */
async function begunBy({ id }: ReleaseHandle): Promise<unknown> {
  const client = new Client({ connection, namespace: process.env['TEMPORAL_NAMESPACE'] ?? 'default' });
  const { events } = await client.workflow.getHandle(id).fetchHistory();
  const [payload] = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  if (!payload) throw new Error(`${id} was begun with nothing`);
  const { by, reason } = defaultPayloadConverter.fromPayload<{ by: string; reason?: string }>(payload);
  return { by, reason };
}

test.concurrent(
  'GitHub Actions: a cancelled run takes the release back; another, approved by a reviewer, releases',
  () =>
    withRecipe('github-actions.yaml', async ({ stage, text, checkout }) => {
      const job = (name: string, actor: string) => new GitHubJob({ text, job: name, vars: temporal }, actor, checkout);
      const begun = job('release', 'ada');
      const running = begun.run();
      const cancelled = await reached(stage, 1, waitsAtGate);
      begun.cancel();
      const { status, commands, uploaded } = await running;
      expect({ status, exitCode: commands['Take it back']?.exitCode }).toEqual({ status: 'cancelled', exitCode: 0 });
      const aborted = { kind: 'aborted', by: 'ada', reason: 'run 1658821493 was cancelled' };
      expect(await cancelled.result()).toEqual(aborted);
      expect(uploaded).toEqual([expect.stringContaining('run 1658821493 was cancelled')]);
      expect(await versionsOn(stage)).toEqual(['reviews-v1']);

      const [releasing, approving] = await Promise.all([job('release', 'ada').run(), job('approve', 'grace').run()]);
      expect([releasing.status, approving.status]).toEqual(['success', 'success']);
      const released = await reached(stage, 2, ({ outcome }) => outcome !== undefined);
      expect(await released.result()).toEqual({ kind: 'released' });
      expect(await ordersOf(released)).toEqual([{ by: 'grace', what: 'approve payments: run 1658821493' }]);
      expect(releasing.uploaded).toEqual([expect.stringMatching(/<html[^]*approve payments: run 1658821493/)]);
      expect(await checkout.read('step-summary.md')).toContain(released.id);
      expect(await begunBy(released)).toEqual({ by: 'ada', reason: 'Release reviews, run 1658821493' });
    }),
  withOthersMs,
);

test.concurrent(
  'GitLab: a cancelled job takes the release back; another, approved by the manual job, releases',
  () =>
    withRecipe('gitlab-ci.yaml', async ({ stage, text, checkout }) => {
      const job = (name: string, user: string) =>
        new GitLabJob({ text, job: name, variables: temporal }, user, checkout);
      const begun = job('release', 'ada');
      const running = begun.run();
      const cancelled = await reached(stage, 1, waitsAtGate);
      begun.cancel();
      const { after, artifacts } = await running;
      expect(after?.exitCode).toBe(0);
      expect(await cancelled.result()).toEqual({ kind: 'aborted', by: 'ada', reason: 'job 50 was cancelled' });
      expect(artifacts).toEqual([expect.stringContaining('job 50 was cancelled')]);
      expect(await versionsOn(stage)).toEqual(['reviews-v1']);

      const [releasing, approving] = await Promise.all([job('release', 'ada').run(), job('approve', 'linus').run()]);
      expect([releasing.script, approving.script]).toEqual([succeeded, succeeded]);
      const released = await reached(stage, 2, ({ outcome }) => outcome !== undefined);
      expect(await released.result()).toEqual({ kind: 'released' });
      expect(await ordersOf(released)).toEqual([{ by: 'linus', what: 'approve payments: pipeline 1234' }]);
      expect(releasing.artifacts).toEqual([expect.stringContaining('approve payments: pipeline 1234')]);
      expect(await begunBy(released)).toEqual({ by: 'ada', reason: 'pipeline 1234' });
    }),
  withOthersMs,
);

test.concurrent(
  'the shell script: ended by TERM it takes the release back and ends with 4; a bad canary ends it with 3',
  () =>
    withRecipe('release.sh', async ({ stage, checkout }) => {
      const script = `${resolve('examples/pipelines/release.sh')} reviews.yaml ${stage.namespace}/reviews`;
      const env = { ...temporal, BUILDKITE_BUILD_CREATOR: 'ken' };
      const running = checkout.begin(`exec ${script}`, env);
      const ended = await reached(stage, 1, waitsAtGate);
      running.end('SIGTERM', 'shell');
      expect((await running.ended).exitCode).toBe(4);
      expect(await ended.result()).toEqual({ kind: 'aborted', by: 'ken', reason: 'the pipeline was ended' });
      expect(await checkout.read('release.html')).toContain('the pipeline was ended');

      const bad = { verify: undefined, canary: canary({ ERROR_RATE: '0.5' }), steps: [{ weight: 50, hold: '1m' }] };
      const failing = await Checkout.make({ 'reviews.yaml': specText(stage.namespace, bad) }, cluster);
      expect((await failing.begin(script, env).ended).exitCode).toBe(3);
      const report = await failing.read('release.html');
      await failing.remove();
      expect(report).toContain('rolled-back');
      expect(await stage.weights()).toEqual({ v1: 100 });
    }),
  withOthersMs,
);

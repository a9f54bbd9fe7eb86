import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { connect } from '../../../client/connect.js';
import type { Sluice } from '../../../client/sluice.js';
import { podsNeeded } from '../../../domain/pods-needed.js';
import { eventually } from '../playground/playground-command.js';
import { onStage, withOthersMs } from './on-stage.js';
import { connectSluice, expectUnnoticed, Releasing, versionsOn } from './releasing.js';
import { oneRequest } from './spec-text.js';
import type { Stage, Written } from './stage.js';
import { WorkerProcess } from './worker-process.js';
import '../patience.js';

// The playground has no metrics: its autoscalers keep to their bounds, and change nothing else.

let worker: WorkerProcess;
let sluice: Sluice;
let client: Client;
beforeAll(async () => {
  [worker, sluice, client] = await Promise.all([WorkerProcess.start(19_550), connectSluice(), connect({})]);
});
afterAll(async () => {
  await Promise.all([sluice.close(), client.connection.close()]);
  await worker.stop();
});

const autoscaler: Written = {
  ...{ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'load' } },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'reviews-v1' },
    ...{ minReplicas: 1, maxReplicas: 5 },
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } }],
  },
};

/** Three pods of stable, which an autoscaler may take down to one. */
const scaled = {
  change: (object: Written): Written =>
    object.kind === 'Deployment' && object.metadata.name === 'reviews-v1'
      ? { ...object, spec: { ...object.spec, replicas: 3 } }
      : object,
  more: [autoscaler],
};

/** The bounds of each autoscaler, and what it scales. */
async function bounds(stage: Stage): Promise<Record<string, string>> {
  const { items } = JSON.parse(await stage.in(['get', 'hpa', '-o', 'json'])) as { items: Written[] };
  return Object.fromEntries(
    items.map(({ metadata, spec }) => [
      metadata.name,
      `${spec.scaleTargetRef.name} ${spec.minReplicas} to ${spec.maxReplicas}`,
    ]),
  );
}

async function readyPods(stage: Stage, deployment: string): Promise<number> {
  return Number((await stage.in(['get', 'deployment', deployment, '-o', 'jsonpath={.status.readyReplicas}'])) || 0);
}

const before = { load: 'reviews-v1 1 to 5' };
const held = { verify: oneRequest, steps: [{ weight: 50, hold: '1h' }], bake: '0s' };

test.concurrent(
  'a good release: each weight has its pods first, stable keeps its own, and the canary’s autoscaler stays',
  () =>
    onStage(
      'hpa-good',
      async (stage) => {
        const steps = [20, 60, 100].map((weight) => ({ weight, hold: '1h' }));
        const release = await Releasing.begin(sluice, stage, { verify: oneRequest, steps, bake: '0s' });
        for (const { weight } of steps) {
          const state = await release.until(
            ({ weight: now, running }) => now === weight && running?.kind === 'act' && running.act.kind === 'watch',
          );
          const needed = podsNeeded(weight, 3);
          expect(await readyPods(stage, 'reviews-v2')).toBeGreaterThanOrEqual(needed);
          expect(await bounds(stage)).toEqual({
            load: 'reviews-v1 3 to 5',
            'reviews-v2': `reviews-v2 ${needed} to 5`,
          });
          expect(state.plan?.canary.replicas).toBe(1); // more came when they were needed
          await release.handle.skip({ by: 'ann', reason: 'seen enough' });
        }
        const end = await release.end();
        expectUnnoticed(end);
        expect(await versionsOn(stage)).toEqual(['reviews-v2']);
        expect(await bounds(stage)).toEqual({ 'reviews-v2': 'reviews-v2 1 to 5' });
      },
      scaled,
    ),
  withOthersMs,
);

test.concurrent(
  'rolled back: stable had kept its pods, whatever took them; its bound is its own again, and the canary’s autoscaler is gone',
  () =>
    onStage(
      'hpa-back',
      async (stage) => {
        const release = await Releasing.begin(sluice, stage, held);
        await release.until(({ weight }) => weight === 50);
        await stage.in(['scale', 'deployment/reviews-v1', '--replicas=1']); // as for want of load
        expect(await eventually(async () => (await readyPods(stage, 'reviews-v1')) === 3 || undefined, 600)).toBe(true);
        await release.handle.abort({ by: 'test', reason: 'seen' });
        const { outcome } = await release.end();
        expect(outcome).toMatchObject({ kind: 'aborted' });
        expect(await bounds(stage)).toEqual(before);
        expect(await versionsOn(stage)).toEqual(['reviews-v1']);
        expect(await readyPods(stage, 'reviews-v1')).toBe(3);
      },
      scaled,
    ),
  withOthersMs,
);

test.concurrent(
  'pods that never come are a reason to go back; until then users lose nothing',
  () =>
    onStage(
      'hpa-late',
      async (stage) => {
        const quota = {
          ...{ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'full' } },
          spec: { hard: { pods: '1' } },
        };
        const canary = { version: 'v2', image: 'docker.io/sluice/reviews:v2', ready: '75s' };
        const release = await Releasing.begin(sluice, stage, {
          ...{ canary, verify: oneRequest, bake: '0s' },
          steps: [
            { weight: 20, hold: '3s' },
            { weight: 100, hold: '3s' },
          ],
        });
        await release.until(({ weight }) => weight === 20);
        await stage.apply(quota);
        const { outcome, state, users } = await release.end();
        expect(outcome).toEqual({
          kind: 'rolled-back',
          why: expect.stringMatching(/^1 pods of reviews-v2 are ready endpoints, 100 % needs 3/),
        });
        expect(state.highestWeight).toBe(20);
        expect(users.failed).toBe(0);
        expect(await bounds(stage)).toEqual(before);
      },
      scaled,
    ),
  withOthersMs,
);

test.concurrent(
  'ended by force, bounds stay raised; the next release is refused, and a rollback gives them back',
  () =>
    onStage(
      'hpa-force',
      async (stage) => {
        const release = await Releasing.begin(sluice, stage, held);
        await release.until(({ weight }) => weight === 50);
        await client.workflow.getHandle(release.handle.id).terminate('by a test');
        expect(await bounds(stage)).toEqual({ load: 'reviews-v1 3 to 5', 'reviews-v2': 'reviews-v2 2 to 5' });
        const next = await (await Releasing.begin(sluice, stage, held)).end();
        expect(next.outcome).toMatchObject({ kind: 'refused' });
        const mending = await sluice.rollback(`${stage.namespace}/reviews`, { by: 'test', reason: 'ended by force' });
        expect(await mending.result()).toMatchObject({ kind: 'rolled-back' });
        expect(await bounds(stage)).toEqual(before);
        expect(await versionsOn(stage)).toEqual(['reviews-v1']);
      },
      scaled,
    ),
  withOthersMs,
);

test.concurrent(
  'a former stable that was scaled to 0 is called back to what it had, and its autoscaler wakes with it',
  () =>
    onStage(
      'hpa-scaled',
      async (stage) => {
        const quick = { verify: oneRequest, steps: [{ weight: 100, hold: '3s' }], bake: '0s', decommission: 'scale' };
        expectUnnoticed(await (await Releasing.begin(sluice, stage, quick)).end());
        expect(await bounds(stage)).toEqual({ ...before, 'reviews-v2': 'reviews-v2 1 to 5' });
        expect(await readyPods(stage, 'reviews-v1')).toBe(0);
        const from = await stage.users();
        const back = await sluice.rollback(`${stage.namespace}/reviews`, { by: 'test', reason: 'seen' });
        expect(await back.result()).toMatchObject({ kind: 'rolled-back' });
        expect((await stage.users()).failed).toBe(from.failed);
        expect(await readyPods(stage, 'reviews-v1')).toBe(3);
        expect(await bounds(stage)).toEqual(before);
      },
      scaled,
    ),
  withOthersMs,
);

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import type { Sluice } from '../../../client/sluice.js';
import type { StreamCounts } from '../../../playground/cluster/users-counts.js';
import { temporalProgram } from '../../../playground/temporal/program.js';
import { eventually } from '../playground/playground-command.js';
import { onStage } from './on-stage.js';
import { connectSluice, expectUnnoticed, Releasing, versionsOn } from './releasing.js';
import { canary, oneRequest } from './spec-text.js';
import type { Stage, Written } from './stage.js';
import { WorkerProcess } from './worker-process.js';
import '../patience.js';

let worker: WorkerProcess;
let sluice: Sluice;
beforeAll(async () => {
  [worker, sluice] = await Promise.all([WorkerProcess.start(19_545), connectSluice()]);
});
afterAll(async () => {
  await sluice.close();
  await worker.stop();
});

const minutes = 30 * 60_000;
const traffic = { replicas: {} };
const quarters = { from: 25, by: 25, hold: '6s' };

/** Three pods of v1 in the mesh, whose users go by no route. */
function unrouted(object: Written): Written | undefined {
  if (['VirtualService', 'DestinationRule'].includes(object.kind)) return undefined;
  const isStable = object.kind === 'Deployment' && object.metadata.name === 'reviews-v1';
  return isStable ? { ...object, spec: { ...object.spec, replicas: 3 } } : object;
}

/**
 * Expects that nothing failed but by what going back costs inside a mesh, and that but for an instant: the proxy of a pod
 * that loses its label answers 503 while it learns of that (decision 18).
 */
function expectHardlyNoticed(before: StreamCounts, after: StreamCounts): void {
  const { 200: _, 503: astray = 0, ...others } = after.byStatus;
  const { 200: __, 503: already = 0, ...earlier } = before.byStatus;
  expect(others).toEqual(earlier);
  const [failed, all] = [astray - already, after.requests - before.requests];
  console.log(`going back inside the mesh: ${failed} of ${all} requests failed`);
  expect(failed).toBeLessThan(0.1 * all); // usually one in a thousand: how long a proxy takes to learn is the machine's affair
}

/** How many pods of a version the Service selects, those on their way out left out. */
async function served(stage: Stage, version: string): Promise<string[]> {
  return stage.pods(`app=reviews,version=${version}`);
}

test(
  'in a mesh whose proxies count: a good release that users never notice, then a bad one that is taken back',
  () =>
    onStage(
      'rep-mesh',
      async (stage) => {
        const good = await Releasing.begin(sluice, stage, { traffic, steps: quarters });
        const quarter = await good.until(({ weight, report }) => weight === 25 && report?.verdict === 'pass');
        expect(quarter.report?.share).toMatchObject({ asked: 25, reached: 'yes' });
        expect(quarter.report?.share).not.toHaveProperty('by');
        expect(quarter.report?.share.total).toBeGreaterThan(4); // it is requests that were counted, not the pods
        const end = await good.end();
        expectUnnoticed(end);
        expect(await versionsOn(stage)).toEqual(['reviews-v2']);
        expect(await served(stage, 'v2')).toHaveLength(3);

        const third = { ...canary({ ERROR_RATE: '0.3' }), version: 'v3', image: 'docker.io/sluice/reviews:v3' };
        const changes = { traffic, steps: quarters, canary: third, verify: undefined };
        const { outcome, state } = await (await Releasing.begin(sluice, stage, changes)).end();
        expect(outcome).toEqual({ kind: 'rolled-back', why: expect.stringContaining('success rate') });
        expect(state.highestWeight).toBe(25);
        expect(await versionsOn(stage)).toEqual(['reviews-v2']);
        expect(await served(stage, 'v2')).toHaveLength(3);
      },
      { change: unrouted },
    ),
  minutes,
);

test(
  'a pod that is replaced gets users again unasked; a hand on the numbers pauses; what has ended is taken back',
  () =>
    onStage(
      'rep-edits',
      async (stage) => {
        const steps = [
          { weight: 25, hold: '1h' },
          { weight: 75, hold: '5s' },
        ];
        const changes = { traffic, steps, verify: oneRequest, bake: '0s', decommission: 'scale' };
        const release = await Releasing.begin(sluice, stage, changes);
        await release.until(
          ({ weight, running }) => weight === 25 && running?.kind === 'act' && running.act.kind === 'watch',
        );
        const [first = ''] = await served(stage, 'v2');
        await stage.in(['delete', 'pod', first, '--wait=false']);
        const isMadeUp = await eventually(async () => {
          const [now = first] = await served(stage, 'v2');
          return now !== first;
        }, 600);
        expect(isMadeUp).toBe(true);
        const after = await release.until(({ journal }) =>
          journal.some(({ what }) => what.startsWith('put back: 0 of 1')),
        );
        expect([after.paused, after.weight]).toEqual([undefined, 25]);

        await stage.in(['scale', 'deployment/reviews-v1', '--replicas=5']);
        const { paused } = await release.until((state) => state.paused !== undefined);
        expect(paused?.reason).toMatch(/edited by kubectl\S*: reviews-v1 has 5 replicas, not 3/);
        await release.handle.resume({ by: 'ann', reason: 'mine' });
        await release.until(
          (state) => state.paused === undefined && state.running?.kind === 'act' && state.running.act.kind === 'watch',
        );
        expect((await stage.get('deployment/reviews-v1'))?.spec.replicas).toBe(3);
        await release.handle.skip({ by: 'ann', reason: 'seen enough' });
        const end = await release.end();
        expect(end.outcome).toEqual({ kind: 'released' });
        expect((await stage.get('deployment/reviews-v1'))?.spec.replicas).toBe(0);

        const before = await stage.users();
        const back = await sluice.rollback(`${stage.namespace}/reviews`, { by: 'ann', reason: 'orders are lost' });
        expect(await back.result()).toEqual({
          kind: 'rolled-back',
          why: expect.stringMatching(/is taken back by ann$/),
        });
        expect(await served(stage, 'v1')).toHaveLength(3);
        expect(await versionsOn(stage)).toEqual(['reviews-v1']);
        expectHardlyNoticed(before, await stage.users());
      },
      { change: unrouted },
    ),
  minutes,
);

test(
  'ended by force when stable has given up pods: the next is refused, a rollback mends it, and users hardly notice',
  () =>
    onStage(
      'rep-orphan',
      async (stage) => {
        const steps = [{ weight: 75, hold: '1h' }];
        const left = await Releasing.begin(sluice, stage, { traffic, steps, verify: undefined });
        await left.until(({ weight }) => weight === 75);
        await terminate(left.handle.id);
        const again = await (await Releasing.begin(sluice, stage, { traffic, verify: undefined })).end();
        const problem = `Release ${left.handle.id} was ended by force, and left the canary at weight 75: \`sluice rollback ${stage.namespace}/reviews\` puts that back.`;
        expect(again.outcome).toMatchObject({ kind: 'refused', problems: expect.arrayContaining([problem]) });
        expect([await served(stage, 'v1'), await served(stage, 'v2')].map(({ length }) => length)).toEqual([1, 3]);

        expect(await left.users()).toMatchObject({ failed: 0 }); // on the way up nobody loses anything
        const before = await stage.users();
        const mended = await sluice.rollback(`${stage.namespace}/reviews`, { by: 'ann' });
        expect(await mended.result()).toEqual({ kind: 'rolled-back', why: expect.stringContaining(left.handle.id) });
        expect(await served(stage, 'v1')).toHaveLength(3);
        expect(await versionsOn(stage)).toEqual(['reviews-v1']);
        expectHardlyNoticed(before, await stage.users());
      },
      { change: unrouted },
    ),
  minutes,
);

/** Ends a release's workflow as somebody does who does not know better. */
async function terminate(id: string): Promise<void> {
  const namespace = process.env['TEMPORAL_NAMESPACE'] ?? '';
  await execa(await temporalProgram(), ['workflow', 'terminate', '--namespace', namespace, '--workflow-id', id], {
    stdin: 'ignore',
  });
}

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Sluice } from '../../../client/sluice.js';
import { phaseOf } from '../../../domain/release-state.js';
import { eventually } from '../playground/playground-command.js';
import { onStage } from './on-stage.js';
import { connectSluice, expectUnnoticed, Releasing, versionsOn } from './releasing.js';
import { oneRequest } from './spec-text.js';
import type { Stage, Written } from './stage.js';
import { WorkerProcess } from './worker-process.js';
import '../patience.js';

let worker: WorkerProcess;
let sluice: Sluice;
beforeAll(async () => {
  [worker, sluice] = await Promise.all([WorkerProcess.start(19_551), connectSluice()]);
});
afterAll(async () => {
  await sluice.close();
  await worker.stop();
});

const minutes = 30 * 60_000;
const go = { by: 'test', reason: 'seen' };

const blueGreen = {
  canary: { version: 'v2', image: 'docker.io/sluice/reviews:v2', ready: '10m', previewService: 'reviews-preview' },
  verify: oneRequest,
  steps: [{ approval: 'switch' }, { weight: 100, hold: '5s' }],
  bake: '3s',
};

/** What a client in the mesh gets from the preview: how often which status and version. */
async function previewed(stage: Stage, requests = 20): Promise<Record<string, number>> {
  const curl = ['curl', '-s', '-o', '/dev/null', '-w', '%{http_code} %header{x-app-version}\\n', '-m', '10'];
  const url = `http://reviews-preview:9080/reviews/7?n=[1-${requests}]`;
  const lines = (await stage.in(['exec', 'deploy/sleep', '-c', 'sleep', '--', ...curl, url])).trim().split('\n');
  return Object.fromEntries([...new Set(lines)].map((line) => [line, lines.filter((each) => each === line).length]));
}

const isPreviewed = (stage: Stage) =>
  eventually(async () => (await previewed(stage).catch(() => undefined))?.['200 v2'] === 20, 300);

test.concurrent(
  'people get the canary by its preview, dark and admitted, while no user does; then all users at once, and the preview is gone',
  () =>
    onStage('blue-green', async (stage) => {
      const release = await Releasing.begin(sluice, stage, blueGreen);
      expect(await eventually(() => stage.get('service/reviews-preview'), 600)).toBeDefined();
      await release.handle.pause(go);
      const paused = await release.until((state) => state.paused !== undefined);
      expect(['deploy', 'verify']).toContain(phaseOf(paused)); // it is dark by label
      await stage.in(['rollout', 'status', 'deployment/reviews-v2', '--timeout=600s']);
      expect(await isPreviewed(stage)).toBe(true);
      await release.handle.resume(go);
      await release.until(({ question }) => question?.gate === 'switch');
      expect(await isPreviewed(stage)).toBe(true);
      expect(await previewed(stage)).toEqual({ '200 v2': 20 });
      expect((await release.users()).byVersion['v2']).toBeUndefined();
      expect(await stage.weights()).toEqual({ v1: 100, v2: 0 });
      await release.handle.approve({ ...go, gate: 'switch' });
      const end = await release.end();
      expectUnnoticed(end);
      expect(end.state.highestWeight).toBe(100);
      const weights = end.state.journal.flatMap(({ what }) => /^weight (\d+) %/.exec(what)?.[1] ?? []);
      expect(weights).toEqual(['0', '100', '100']); // prepared, switched, promoted
      expect(await versionsOn(stage)).toEqual(['reviews-v2']);
      expect(await stage.get('service/reviews-preview')).toBeUndefined();
    }),
  minutes,
);

test.concurrent(
  'taken back, the preview is gone, too; a Service of that name that is somebody else’s is refused, and stays',
  () =>
    onStage('blue-back', async (stage) => {
      const release = await Releasing.begin(sluice, stage, blueGreen);
      await release.until(({ question }) => question?.gate === 'switch');
      expect(await stage.get('service/reviews-preview')).toMatchObject({
        spec: { selector: { version: 'v2', 'sluice.dev/deployment': 'reviews-v2' }, ports: [{ port: 9080 }] },
      });
      await release.handle.abort(go);
      expect(await release.end()).toMatchObject({ outcome: { kind: 'aborted' }, users: { failed: 0 } });
      expect(await stage.get('service/reviews-preview')).toBeUndefined();

      const theirs: Written = {
        ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'reviews-preview' } },
        spec: { selector: { app: 'other' }, ports: [{ port: 9080 }] },
      };
      await stage.apply(theirs);
      const refused = await (await Releasing.begin(sluice, stage, blueGreen)).end();
      const problems = [expect.stringContaining('reviews-preview is there already, and Sluice did not make it')];
      expect(refused.outcome).toMatchObject({ kind: 'refused', problems });
      expect(await stage.get('service/reviews-preview')).toMatchObject({ spec: theirs.spec });
    }),
  minutes,
);

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Sluice } from '../../../client/sluice.js';
import { footprint } from './objects.js';
import { connectSluice } from './releasing.js';
import { specText } from './spec-text.js';
import { Stage } from './stage.js';
import { WorkerProcess } from './worker-process.js';
import '../patience.js';

let worker: WorkerProcess;
let sluice: Sluice;
let stage: Stage;
beforeAll(async () => {
  [worker, sluice, stage] = await Promise.all([WorkerProcess.start(19_533), connectSluice(), Stage.open('e-previews')]);
});
afterAll(async () => {
  await Promise.all([stage.close(), sluice.close()]);
  await worker.stop();
});

test('a preview tells what a release would go by, and writes nothing', async () => {
  const before = await footprint(stage);
  const found = await sluice.preview(specText(stage.namespace));
  expect(found).toMatchObject({
    kind: 'planned',
    plan: {
      stable: { version: 'v1', deployment: 'reviews-v1', replicas: 1 },
      canary: { version: 'v2', deployment: 'reviews-v2', replicas: 1, dark: 'label', admission: { app: 'reviews' } },
    },
  });
  expect(await footprint(stage)).toEqual(before);
});

test('a preview tells everything that speaks against a release, and writes nothing', async () => {
  const before = await footprint(stage);
  const traffic = { istio: { virtualService: 'reviewz' } };
  const found = await sluice.preview(specText(stage.namespace, { traffic, ways: 'close' }));
  expect(found).toMatchObject({ kind: 'refused', problems: [expect.stringContaining('did you mean reviews?')] });
  expect(await footprint(stage)).toEqual(before);
});

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { LiveState, Sluice } from '../../client/sluice.js';
import { AuditLog } from '../cluster/release/audit.js';
import { onStage } from '../cluster/release/on-stage.js';
import { connectSluice, expectUnnoticed, Releasing, versionsOn } from '../cluster/release/releasing.js';
import { canary } from '../cluster/release/spec-text.js';
import { WorkerProcess } from '../cluster/release/worker-process.js';
import { patience, testMs } from './patience.js';

let workers: WorkerProcess[] = [];
let sluice: Sluice;
beforeAll(async () => {
  sluice = await connectSluice();
  workers = [await WorkerProcess.start(19_510)];
}, testMs);
afterAll(async () => {
  await sluice.close();
  await Promise.all(workers.map((worker) => worker.kill()));
}, testMs);

const holdsAt20 = ({ weight, running }: LiveState): boolean =>
  weight === 20 && running?.kind === 'act' && running.act.kind === 'watch';

test(
  'a worker is killed in a hold: another finishes the release, no weight is written twice, users never notice',
  () =>
    onStage('core-killed', async (stage) => {
      const audit = await AuditLog.fromNow(stage.namespace);
      const release = await Releasing.begin(sluice, stage, {
        canary: canary({}, `${patience}s`),
        verify: undefined,
        steps: [20, 60].map((weight) => ({ weight, hold: '10s' })),
        bake: '0s',
      });
      await release.until(holdsAt20, patience);
      await workers[0]?.kill();
      workers = [await WorkerProcess.start(19_511)];
      const end = await release.end(patience);
      expectUnnoticed(end);
      expect(end.state.highestWeight).toBe(100);
      const weights = await audit.weights();
      expect(weights.filter((weight, index) => weight !== weights[index - 1])).toEqual([0, 20, 60, 100]);
      const epochs = (await audit.writes()).flatMap(({ object, fence }) =>
        object.startsWith('virtual') && fence ? [fence.epoch] : [],
      );
      expect(epochs).toEqual([...new Set(epochs)].toSorted((one, other) => one - other));
      expect(await versionsOn(stage)).toEqual(['reviews-v2']);
      expect(await stage.weights()).toEqual({ v2: 100 });
    }),
  testMs,
);

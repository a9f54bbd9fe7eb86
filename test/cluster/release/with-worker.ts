import { afterAll, beforeAll } from '@jest/globals';
import type { Sluice } from '../../../client/sluice.js';
import '../patience.js';
import { connectSluice } from './releasing.js';
import { WorkerProcess } from './worker-process.js';

/** For all tests of a file: a worker, with its health at `port`, and a client, which is told before the first of them. */
export function withWorker(port: number, tell: (sluice: Sluice) => void): void {
  let worker: WorkerProcess | undefined;
  let sluice: Sluice | undefined;
  beforeAll(async () => {
    [worker, sluice] = await Promise.all([WorkerProcess.start(port), connectSluice()]);
    tell(sluice);
  });
  afterAll(async () => {
    await sluice?.close();
    await worker?.stop();
  });
}

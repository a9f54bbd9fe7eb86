import { hostname } from 'node:os';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLog } from '../../worker/logger.js';
import { warmUp } from '../../worker/warm-up.js';
import { startDevServer } from './dev-server.js';
import { FakeCluster } from './fake-cluster.js';
import { Stand } from './stand.js';

let stand: Stand;
beforeAll(async () => {
  stand = await Stand.start(() => startDevServer());
});
afterAll(() => stand.end());

/** Warms up in this namespace, and answers what the log says of it. */
async function warmed(namespace: string): Promise<string[]> {
  const lines: string[] = [];
  const log = createLog('info', { write: (line: string) => void lines.push(line) });
  await warmUp({ connection: stand.env.nativeConnection, namespace }, log);
  return lines;
}

test('a worker warms up by a release of nothing, which is over at once and has done nothing', async () => {
  const { cluster } = stand.serve(new FakeCluster());
  expect(await warmed('default')).toEqual([]);
  const handle = stand.client.workflow.getHandle(`warm-up/${process.pid}@${hostname()}`);
  const { status, type } = await handle.describe();
  expect([type, status.name]).toEqual(['warmUp', 'COMPLETED']);
  const { events } = await handle.fetchHistory();
  expect(events?.filter((event) => event.activityTaskScheduledEventAttributes)).toEqual([]);
  expect(cluster.inputs).toEqual([]);
});

test('where it cannot, it says so, and the worker works cold', async () => {
  expect(await warmed('nowhere')).toEqual([expect.stringContaining('not warmed up')]);
});

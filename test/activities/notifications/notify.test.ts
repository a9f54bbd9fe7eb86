import { expect, test } from '@jest/globals';
import { CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { notify } from '../../../activities/notifications/notify.js';
import type { Receivers } from '../../../spec/receivers.js';
import { noticeOf } from './notice-of.js';

const tellTeam = (environment: MockActivityEnvironment, url: string): Promise<void> => {
  const receivers: Receivers = { byName: { team: { kind: 'slack', url } }, default: [] };
  return environment.run(notify(receivers), { notice: noticeOf(), to: 'team' });
};

test('a delivery that is cancelled ends as cancelled, and not as trouble of its receiver', async () => {
  const environment = new MockActivityEnvironment();
  const server = createServer(() => environment.cancel('WORKER_SHUTDOWN')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await expect(tellTeam(environment, `http://127.0.0.1:${port}/`)).rejects.toBeInstanceOf(CancelledFailure);
  server.closeAllConnections();
  server.close();
});

test('trouble of its receiver bears its name', async () => {
  await expect(tellTeam(new MockActivityEnvironment(), 'http://127.0.0.1:1/')).rejects.toMatchObject({
    ...{ type: 'Undelivered', nonRetryable: false },
    message: 'team could not be told: it does not answer (ECONNREFUSED)',
  });
});

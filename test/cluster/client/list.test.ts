import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Sluice } from '../../../client/sluice.js';
import { temporalProgram } from '../../../playground/temporal/program.js';
import { startDevServer } from '../../workflows/dev-server.js';
import { quieten } from '../../workflows/quieten.js';
import { counted, startReleases } from '../../../bench/client/many-releases.js';
import '../patience.js';

const count = 1000;

let env: TestWorkflowEnvironment;
let sluice: Sluice;
beforeAll(async () => {
  quieten();
  env = await startDevServer();
  await startReleases(env.client, count);
  await counted(env.client, count);
  sluice = await Sluice.connect({ address: env.address ?? '' });
});
afterAll(async () => {
  await sluice.close();
  await env.teardown();
});

test.each([
  ['the usual list', {}, 50],
  ['all of them', { limit: count }, count],
  ['one service', { service: 'cart', limit: count }, count / 4],
  ['one service of one namespace', { namespace: 'shop-0', service: 'cart' }, 36],
  ['those in a phase', { phase: 'steps', limit: count } as const, count / 10],
  ['those that ended so', { outcome: 'rolled-back', limit: count } as const, 300],
])('of 1,000 releases %s is found', async (_, filter, expected) => {
  const { releases } = await sluice.list(filter);
  expect(releases).toHaveLength(expected);
});

test('those that run are first, then the last that ended', async () => {
  const { releases } = await sluice.list({ limit: count });
  const running = releases.findIndex(({ status }) => status !== 'running');
  expect(running).toBe(count / 10);
  expect(releases.slice(running).every(({ status }) => status === 'ended by force')).toBe(true);
  const ends = releases.slice(running).map(({ ended = 0 }) => ended);
  expect(ends).toEqual(ends.toSorted((a, b) => b - a));
});

test('where Temporal does not know the search attributes, that is said, and what is known is listed', async () => {
  const executable = { type: 'existing-path' as const, path: await temporalProgram() };
  const bare = await TestWorkflowEnvironment.createLocal({
    server: { executable, log: { format: 'pretty', level: 'error' } },
  });
  const there = await Sluice.connect({ address: bare.address ?? '' });
  try {
    for (const [index, service] of ['reviews', 'ratings', 'reviews'].entries())
      await bare.client.workflow.start('release', {
        ...{ workflowId: `release/default/bookinfo/${service}/${index}`, taskQueue: 'sluice', args: [] },
      });
    await counted(bare.client, 3);
    expect((await there.list()).releases).toHaveLength(3);
    expect((await there.list({ namespace: 'bookinfo', service: 'reviews' })).releases).toHaveLength(2);
    expect(await there.list({ service: 'ratings' })).toMatchObject({
      releases: [{ release: 'release/default/bookinfo/ratings/1', status: 'running' }],
      note: expect.stringContaining('lacks the search attributes'),
    });
    await expect(there.list({ phase: 'steps' })).rejects.toMatchObject({ kind: 'invalid-argument' });
    await expect(there.list({ outcome: 'released' })).rejects.toThrow('A worker adds them when it starts');
  } finally {
    await there.close();
    await bare.teardown();
  }
});

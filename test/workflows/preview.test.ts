import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { actQueue } from '../../domain/message.js';
import { type PreviewInput, type Previewed, previewId, previewWorkflow } from '../../domain/preview.js';
import { planOf, specOf } from '../domain/planned.js';
import { startDevServer } from './dev-server.js';
import { FakeCluster, troubled } from './fake-cluster.js';
import { Stand } from './stand.js';

let stand: Stand;
beforeAll(async () => {
  stand = await Stand.start(() => startDevServer());
});
afterAll(() => stand.end());

function previewed(cluster: FakeCluster): Promise<Previewed> {
  const { service } = stand.serve(cluster);
  return stand.client.workflow.execute<(input: PreviewInput) => Promise<Previewed>>(previewWorkflow, {
    workflowId: previewId({ cluster: 'test', namespace: 'bookinfo', service }, 'one'),
    ...{ taskQueue: actQueue, args: [{ text: 'the spec' }] },
  });
}

test('a preview answers what preflight finds, and does nothing else', async () => {
  const cluster = new FakeCluster();
  expect(await previewed(cluster)).toEqual({ kind: 'planned', spec: specOf(), plan: planOf() });
  expect(cluster.inputs).toMatchObject([{ act: { kind: 'preflight', text: 'the spec' }, fence: { epoch: 1 } }]);
});

test('what preflight refuses is told with all its problems', async () => {
  const cluster = new FakeCluster();
  cluster.on('preflight', () => ({ kind: 'refused', problems: ['no route', 'no Prometheus'] }));
  expect(await previewed(cluster)).toEqual({ kind: 'refused', problems: ['no route', 'no Prometheus'] });
});

test('and with what a person should know besides', async () => {
  const cluster = new FakeCluster();
  cluster.on('preflight', () => ({
    kind: 'refused',
    problems: ['no route'],
    notes: ['nobody called'],
    searchable: true,
  }));
  expect(await previewed(cluster)).toEqual({ kind: 'refused', problems: ['no route'], notes: ['nobody called'] });
});

test('trouble that passes is waited for, and what no retry mends is a reason to refuse', async () => {
  const cluster = new FakeCluster();
  cluster.on('preflight', (input, call) =>
    troubled(
      call < 2 ? 'Unavailable' : 'Forbidden',
      call < 2 ? 'no answer' : 'may not list pods',
      call === 2,
    )(input, call),
  );
  expect(await previewed(cluster)).toEqual({ kind: 'refused', problems: ['may not list pods'] });
  expect(cluster.names).toEqual(['preflight', 'preflight', 'preflight']);
});

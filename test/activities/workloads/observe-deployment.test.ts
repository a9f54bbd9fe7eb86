import { expect, test } from '@jest/globals';
import type { Cluster } from '../../../activities/kubernetes/cluster.js';
import { observeDeployment } from '../../../activities/workloads/observe-deployment.js';
import { planOf } from '../../domain/planned.js';

/** What is seen of a Deployment without pods whose template has these labels. */
async function seen(name: string, labels: Record<string, string>, says?: Record<string, string>) {
  const deployment = {
    ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'bookinfo' } },
    spec: { replicas: 0, selector: { matchLabels: labels }, template: { metadata: { labels } } },
  };
  const cluster = {
    get: () => Promise.resolve(deployment),
    list: () => Promise.resolve([]),
  } satisfies Partial<Cluster> as unknown as Cluster;
  const plan = planOf();
  const canary = { ...plan.canary, ...(says ? { says } : {}) };
  return observeDeployment(cluster, { ...plan, canary }, name, AbortSignal.timeout(10_000));
}

const [v2, recommended] = [{ version: 'v2' }, { 'app.kubernetes.io/version': 'v2' }];

test('a canary that came otherwise than it was planned will get no users', async () => {
  expect(await seen('reviews-v2', v2, v2)).toMatchObject({ kind: 'ready' });
  expect(await seen('reviews-v2', { ...v2, ...recommended }, recommended)).toMatchObject({ kind: 'ready' });
  expect(await seen('reviews-v2', recommended, v2)).toEqual({
    ...{ kind: 'stuck', ready: 0, serving: 0 },
    why: 'its pods have no label version=v2, by which the release would lead users to them',
  });
});

test('what an older plan does not say is not asked for, nor is it of stable', async () => {
  expect(await seen('reviews-v2', recommended)).toMatchObject({ kind: 'ready' });
  expect(await seen('reviews-v1', { version: 'v1' }, v2)).toMatchObject({ kind: 'ready' });
});

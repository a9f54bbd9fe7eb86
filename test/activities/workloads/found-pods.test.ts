import { expect, test } from '@jest/globals';
import { replicasRouter } from '../../../activities/traffic/replicas.js';
import { deployments } from '../../../activities/workloads/deployments.js';
import { podsPlanOf } from '../../domain/planned.js';
import { PodsCluster, plannedPods } from '../traffic/pods-cluster.js';

const fenceOf = (epoch: number) => ({ release: 'release/test/1', since: 1000, epoch });
const soon = () => AbortSignal.timeout(50_000);

test('of a Deployment that was found, the pods that had users are ended, and no others; it is as it was', async () => {
  const pods = new PodsCluster();
  const router = replicasRouter(pods.cluster, plannedPods);
  const { canary, ...planned } = podsPlanOf(plannedPods);
  const plan = { ...planned, canary: { ...canary, deployed: 'found' as const, replicas: 3 } };
  const template = structuredClone(pods.get('Deployment/reviews-v2').spec.template);
  await router.shift(40, { fence: fenceOf(1), overwrite: false }, soon());
  const before = pods
    .podsOf('v2')
    .map(({ metadata }) => ({ name: metadata.name, had: metadata.labels.app !== undefined }));
  await router.shift(0, { fence: fenceOf(2), overwrite: true }, soon());
  await deployments(pods.cluster)(plan).putBack(fenceOf(3), soon());
  const left = pods.podsOf('v2').map(({ metadata }) => String(metadata.name));
  expect(before.filter(({ had }) => had)).toHaveLength(2);
  expect(before.filter(({ name }) => left.includes(name))).toEqual(before.filter(({ had }) => !had));
  expect(left).toHaveLength(3);
  expect(pods.get('Deployment/reviews-v2').spec.template).toEqual(template);
  expect(pods.ends).toEqual({ v1: 3, v2: 0 });
});

test('pods are counted with those on their way out, endpoints only where they are ready', async () => {
  const pods = new PodsCluster();
  const workloads = deployments(pods.cluster)(podsPlanOf(plannedPods));
  const [first] = pods.podsOf('v1');
  pods.change(`Pod/${first.metadata.name}`, (pod) => {
    pod.metadata.deletionTimestamp = '2026-01-01T00:00:00Z';
    pod.status.conditions[0].status = 'False';
  });
  expect(await workloads.count('reviews-v1', soon())).toEqual({ pods: 3, serving: 2 });
  expect(await workloads.count('reviews-v2', soon())).toEqual({ pods: 3, serving: 0 });
  expect(await workloads.count('reviews-v0', soon())).toEqual({ pods: 0, serving: 0 });
});

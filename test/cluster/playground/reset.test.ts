import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inPod, kubectl, playground } from './playground-command.js';
import { apply } from '../../../playground/cluster/cluster.js';
import { deployReviewsV2, routeReviews } from '../../../playground/cluster/reviews.js';
import { presentCluster } from '../../../playground/present-cluster.js';
import '../patience.js';

/** Names and specs of what a release may change; what the cluster itself keeps in them is left out. */
async function state(): Promise<unknown> {
  const kinds =
    'deployments,services,configmaps,virtualservices.networking.istio.io,destinationrules.networking.istio.io';
  const { items } = JSON.parse(await kubectl(['get', kinds, '-n', 'bookinfo', '-o', 'json'])) as {
    items: {
      kind: string;
      metadata: { name: string; labels?: unknown; annotations?: Record<string, string> };
      spec?: unknown;
      data?: unknown;
    }[];
  };
  return items.map(({ kind, metadata, spec, data }) => {
    const { 'deployment.kubernetes.io/revision': _, ...annotations } = metadata.annotations ?? {};
    return { kind, name: metadata.name, labels: metadata.labels, annotations, spec, data };
  });
}

beforeAll(() => playground(['reset']));
afterAll(() => playground(['reset']));

test('puts everything back that a release or a person changed, and takes away what they added', async () => {
  const first = await state();
  const cluster = await presentCluster();
  await deployReviewsV2(cluster, { v1: 'old', v2: 'new' });
  await routeReviews(cluster, { old: 50, new: 50 });
  await kubectl(['label', 'virtualservice', 'reviews', '-n', 'bookinfo', 'edited=yes']);
  await kubectl(['create', 'configmap', 'stray', '-n', 'bookinfo', '--from-literal=a=b']);
  await kubectl(['delete', 'service', 'ratings', '-n', 'bookinfo']);
  await kubectl(['scale', 'deployment/reviews-v1', '-n', 'bookinfo', '--replicas=2']);
  await reselect('ratings-v1');
  expect(await state()).not.toEqual(first);

  const { exitCode, stderr } = await playground(['reset']);

  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.stringContaining('first state') });
  expect(withoutClusterIps(await state())).toEqual(withoutClusterIps(first));
  expect(JSON.parse(await inPod('sleep', ['curl', '-s', 'http://reviews:9080/reviews/7']))).toMatchObject({ id: '7' });
});

/** A Deployment of that name that has another selector, as one that a release has made. */
async function reselect(name: string): Promise<void> {
  const found = JSON.parse(await kubectl(['get', 'deployment', name, '-n', 'bookinfo', '-o', 'json'])) as Selecting;
  await kubectl(['delete', 'deployment', name, '-n', 'bookinfo']);
  const { selector, template } = found.spec;
  for (const labels of [selector.matchLabels, template.metadata.labels]) labels['own'] = name;
  const { resourceVersion: _, uid: __, ...metadata } = found.metadata;
  await apply(
    await presentCluster(),
    JSON.stringify({ ...found, metadata: { ...metadata, managedFields: undefined } }),
  );
}

interface Selecting {
  metadata: { resourceVersion: string; uid: string };
  spec: {
    selector: { matchLabels: Record<string, string> };
    template: { metadata: { labels: Record<string, string> } };
  };
}

/** A Service that was deleted comes back with another address. */
function withoutClusterIps(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key.startsWith('clusterIP') ? undefined : inner)));
}

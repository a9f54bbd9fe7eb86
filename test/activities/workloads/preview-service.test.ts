import { expect, test } from '@jest/globals';
import type { KubernetesObject } from '../../../activities/kubernetes/kubernetes-object.js';
import { previewServices } from '../../../activities/workloads/preview-service.js';
import { planOf } from '../../domain/planned.js';
import { MemoryObjects } from './memory-objects.js';

const soon = () => AbortSignal.timeout(50_000);
const fence = (epoch: number) => ({ release: 'release/1', since: 5, epoch });
const object = (kind: string, name: string, spec: object, metadata = {}): KubernetesObject => ({
  ...{ apiVersion: kind === 'Service' ? 'v1' : 'apps/v1', kind },
  ...{ metadata: { name, namespace: 'bookinfo', ...metadata }, spec },
});
const own = { version: 'v2', 'sluice.dev/deployment': 'reviews-v2' };
const ports = [
  { name: 'http', port: 9080, targetPort: 'http', nodePort: 30_080 },
  { name: 'grpc', port: 9090 },
];
const users = object('Service', 'reviews', { type: 'NodePort', selector: { app: 'reviews' }, ports });
const canary = object('Deployment', 'reviews-v2', { selector: { matchLabels: own } });

function scene(...more: KubernetesObject[]) {
  const objects = new MemoryObjects(users, canary, ...more);
  const made = previewServices(objects.cluster)(planOf({ previewService: 'reviews-preview' }));
  if (!made) throw new Error('none is wanted');
  return { objects, preview: made };
}

test('none is made where none is asked for', () => {
  expect(previewServices(new MemoryObjects().cluster)(planOf())).toBeUndefined();
});

test('it has the users’ ports, on no node, and the pods by their Deployment’s own labels, which dark ones have, too', async () => {
  const { objects, preview } = scene();
  await preview.make(fence(2), soon());
  await preview.make(fence(2), soon());
  expect(objects.writes).toEqual(['create Service reviews-preview']);
  expect(objects.get('Service', 'reviews-preview')?.['spec']).toEqual({
    ...{ type: 'ClusterIP', selector: own },
    ports: [
      { name: 'http', port: 9080, targetPort: 'http' },
      { name: 'grpc', port: 9090 },
    ],
  });
  await preview.remove(fence(3), soon());
  await preview.remove(fence(3), soon());
  expect(objects.get('Service', 'reviews-preview')).toBeUndefined();
});

test('one that a release has left which was ended by force is taken away by the one that takes it back', async () => {
  const { objects, preview } = scene();
  await preview.make(fence(9), soon());
  await preview.remove({ release: 'release/2', since: 6, epoch: 1 }, soon());
  expect(objects.get('Service', 'reviews-preview')).toBeUndefined();
});

test('one of a later act, or of somebody else, is neither taken over nor taken away', async () => {
  const { preview } = scene();
  await preview.make(fence(4), soon());
  await expect(preview.remove(fence(3), soon())).rejects.toMatchObject({ type: 'Superseded' });
  const theirs = scene(object('Service', 'reviews-preview', { selector: { app: 'x' } }));
  await expect(theirs.preview.make(fence(2), soon())).rejects.toMatchObject({
    type: 'InvalidSpec',
    message: expect.stringContaining('that this release has not made'),
  });
  await theirs.preview.remove(fence(3), soon());
  expect(theirs.objects.writes).toEqual([]);
});

test('there is none without the canary', async () => {
  const objects = new MemoryObjects(users);
  const preview = previewServices(objects.cluster)(planOf({ previewService: 'reviews-preview' }));
  await expect(preview?.make(fence(2), soon())).rejects.toMatchObject({ type: 'NotFound' });
});

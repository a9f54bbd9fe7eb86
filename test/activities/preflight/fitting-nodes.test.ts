import { describe, expect, test } from '@jest/globals';
import { beside, reviews } from './refusals.js';
import { type Fields, manifest, node, port, stable, toldOf } from './standing.js';
import { object, planOf, pod } from './world.js';

describe('which nodes are fit', () => {
  const one = (template: Fields, ...others: ReturnType<typeof node>[]) =>
    toldOf(beside(stable({ ...port(), ...template }, { replicas: 1 }), node('n0', {}, { disk: 'ssd' }), ...others));
  const taint = (effect: string, more: Fields = {}) => node('n1', { taints: [{ key: 'for', effect, ...more }] });
  const tolerating = (...tolerations: Fields[]) => ({ tolerations });
  const are = (count: number) => [
    expect.stringMatching(new RegExp(`: 2 nodes, and ${count} (is|are) fit for them\\.`)),
  ];

  test('those that are ready and open', async () => {
    expect(await one({}, node('n1'))).toEqual(are(2));
    expect(await one({}, node('n1', {}, {}, 'False'))).toEqual(are(1));
    expect(await one({}, node('n1', {}, {}, 'Unknown'))).toEqual(are(1));
    expect(await one({}, node('n1', { unschedulable: true }))).toEqual(are(1));
    const key = 'node.kubernetes.io/unschedulable';
    expect(await one(tolerating({ key, operator: 'Exists' }), node('n1', { unschedulable: true }))).toEqual(are(2));
  });

  test('those with the labels that the pods want', async () => {
    const nodeSelector = { disk: 'ssd' };
    expect(await one({ nodeSelector }, node('n1'))).toEqual(are(1));
    expect(await one({ nodeSelector }, node('n1', {}, { disk: 'ssd' }))).toEqual(are(2));
  });

  test('those whose taints they tolerate', async () => {
    expect(await one({}, taint('NoSchedule'))).toEqual(are(1));
    expect(await one({}, taint('NoExecute'))).toEqual(are(1));
    expect(await one({}, taint('PreferNoSchedule'))).toEqual(are(2));
    expect(await one(tolerating({ operator: 'Exists' }), taint('NoSchedule'))).toEqual(are(2));
    expect(await one(tolerating({ key: 'for', operator: 'Exists' }), taint('NoSchedule', { value: 'a' }))).toEqual(
      are(2),
    );
    expect(await one(tolerating({ key: 'for', value: 'a' }), taint('NoSchedule', { value: 'a' }))).toEqual(are(2));
    expect(await one(tolerating({ key: 'for', value: 'b' }), taint('NoSchedule', { value: 'a' }))).toEqual(are(1));
    expect(await one(tolerating({ key: 'for', effect: 'NoExecute' }), taint('NoSchedule'))).toEqual(are(1));
    expect(await one(tolerating({ key: 'other', operator: 'Exists' }), taint('NoSchedule'))).toEqual(are(1));
  });

  test('and those where some of them stand already, whatever has become of the node', async () => {
    const standing = pod('reviews-v1-1', reviews('v1'));
    const at = (nodeName: string) => ({ ...standing, spec: { ...(standing['spec'] as Fields), nodeName } });
    const shut = node('n1', { unschedulable: true });
    const told = (nodeName: string) => toldOf(beside(stable(port(), { replicas: 1 }), node('n0'), shut, at(nodeName)));
    expect(await told('n1')).toEqual(are(2));
    expect(await told('n0')).toEqual(are(1));
  });

  test('nodes that stable’s pods alone can have count for those', async () => {
    const template = { ...port(), nodeSelector: { disk: 'ssd' } };
    const objects = beside(stable(port(), { replicas: 1 }), node('n0', {}, { disk: 'ssd' }), node('n1')).objects;
    expect(await toldOf({ objects, canary: manifest(template, { replicas: 1 }) })).toEqual(are(2));
  });

  test('those that may come are awaited: with Karpenter, the Cluster Autoscaler, or where nobody can tell', async () => {
    const soon = [
      expect.stringMatching(/: 2 nodes, and 1 is fit for them now\. Unless more come, it is not ready in time/),
    ];
    const alone = beside(stable(port(), { replicas: 1 }), node('n0', {}, { 'karpenter.sh/nodepool': 'default' }));
    expect(await toldOf(alone)).toEqual(soon);
    const status = object('ConfigMap', 'cluster-autoscaler-status', {}, { namespace: 'kube-system' });
    const scaled = beside(stable(port(), { replicas: 1 }), node('n0'), status);
    expect(await toldOf(scaled)).toEqual(soon);
    expect(
      await toldOf({
        ...beside(stable(port(), { replicas: 1 }), node('n0')),
        forbidden: ({ verb, kind }) => verb === 'get' && kind === 'ConfigMap',
      }),
    ).toEqual(soon);
  });

  test('where they may not be listed, what is needed is noted', async () => {
    const { notes } = await planOf({ ...beside(stable(port())), forbidden: ({ kind }) => kind === 'Node' });
    expect(notes).toContain(
      'Each pod of reviews-v2 needs a node of its own beside those of stable (hostPort 80): 4 nodes, or it is not ready in time and the release goes back.',
    );
  });
});

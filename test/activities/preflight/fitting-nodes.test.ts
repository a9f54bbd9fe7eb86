import { describe, expect, test } from '@jest/globals';
import { beside, reviews } from './refusals.js';
import { type Fields, manifest, node, port, stable, toldOf } from './standing.js';
import { planOf, pod } from './world.js';

describe('which nodes are fit', () => {
  const one = (template: Fields, ...others: ReturnType<typeof node>[]) =>
    toldOf(beside(stable({ ...port(), ...template }, { replicas: 1 }), node('n0', {}, { disk: 'ssd' }), ...others));
  const taint = (effect: string, more: Fields = {}) => node('n1', { taints: [{ key: 'for', effect, ...more }] });
  const tolerating = (...tolerations: Fields[]) => ({ tolerations });
  const are = (count: number) => [expect.stringMatching(new RegExp(`: 2 nodes, and ${count} takes? such pods `))];

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

  test('more may come where a cloud gave those that there are, and then they are awaited', async () => {
    const of = (providerID: string) => toldOf(beside(stable(port(), { replicas: 1 }), node('n0', { providerID })));
    for (const cloud of ['aws:///eu-west-1a/i-0abc', 'gce://shop/europe-west1-b/n0', 'azure:///subscriptions/1'])
      expect(await of(cloud)).toEqual([
        expect.stringMatching(/: 2 nodes, and 1 takes such pods .* now\. More must come, or the canary is not ready/),
      ]);
    for (const fixed of ['kind://docker/kind/n0', 'k3s://n0', '']) expect(await of(fixed)).toEqual(are(1));
  });

  test('where they may not be listed, what is needed is noted', async () => {
    const { notes } = await planOf({ ...beside(stable(port())), forbidden: ({ kind }) => kind === 'Node' });
    expect(notes).toContain(
      'Each pod of reviews-v2 needs a node of its own beside those of stable (hostPort 80): 4 nodes, or the canary is not ready in time and the release goes back.',
    );
  });
});

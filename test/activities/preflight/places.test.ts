import { describe, expect, test } from '@jest/globals';
import { beside, expectRefusals, found } from './refusals.js';
import { all, apart, type Fields, manifest, node, nodes, port, stable, toldOf, version } from './standing.js';
import { deployment, examine, object, without, type World } from './world.js';

describe('too few nodes for pods that cannot share one', () => {
  expectRefusals([
    [
      'by a port of the node',
      beside(stable(port()), ...nodes(3)),
      'Each pod of reviews-v2 needs a node of its own beside those of stable (hostPort 80): 4 nodes, and 3 take such pods (ready, open, with the labels of their nodeSelector, and no taint in the way). Add nodes, have fewer pods, or take away what keeps them apart.',
    ],
    [
      'by a rule',
      beside(stable(apart(all), { replicas: 1 }), ...nodes(1)),
      /^Each pod of .* beside those of stable \(podAntiAffinity\): 2 nodes, and 1 takes such pods /,
    ],
    [
      'by both, with one more while they are replaced',
      beside(stable({ ...port(), ...apart(all) }, { replicas: 1, strategy: {} }), ...nodes(2)),
      'Each pod of reviews-v2 needs a node of its own beside those of stable (hostPort 80, podAntiAffinity): 3 nodes (one of them only while its pods are replaced, to be let in; with maxUnavailable: 1 in the strategy of its Deployment it is not needed), and 2 take such pods (ready, open, with the labels of their nodeSelector, and no taint in the way). Add nodes, have fewer pods, or take away what keeps them apart.',
    ],
    [
      'by a rule against stable alone, written into a manifest',
      {
        ...beside(...nodes(1)),
        canary: manifest(
          apart({ labelSelector: { matchExpressions: [{ key: 'version', operator: 'In', values: ['v1'] }] } }),
        ),
      },
      /^The pods of reviews-v2 cannot stand on the nodes of those of stable \(podAntiAffinity\): 2 nodes, and 1 takes/,
    ],
    [
      'by a rule of stable alone',
      { ...beside(stable(apart(all)), ...nodes(2)), canary: manifest({}) },
      /^The pods of reviews-v2 cannot stand on the nodes of those of stable \(podAntiAffinity\): 3 nodes, and 2 take/,
    ],
    [
      'without a stable',
      { objects: [...without('Deployment/reviews-v1'), ...nodes(1)], canary: manifest(port()) },
      /^Each pod of reviews-v2 needs a node of its own \(hostPort 80\): 2 nodes, and 1 takes/,
    ],
    [
      'where pods are the share',
      {
        objects: [
          ...without('VirtualService/reviews', 'DestinationRule/reviews', 'Deployment/reviews-v1'),
          ...[stable(port(), { strategy: {} }), ...nodes(3)],
        ],
        traffic: '{ replicas: {} }',
        spec: [
          "checks: [{ name: errors, query: 'sum(errors)', pass: '< 1' }]",
          'steps: [{ weight: 33 }, { weight: 50 }]',
        ],
      },
      /: 4 nodes, and 3 take/,
    ],
  ]);

  test('what is not surely needed is not asked for', async () => {
    const autoscaler = object('HorizontalPodAutoscaler', 'reviews', {
      spec: { scaleTargetRef: { kind: 'Deployment', name: 'reviews-v1' }, minReplicas: 1, maxReplicas: 9 },
    });
    const many = stable(port(), { replicas: 5 });
    expect(await toldOf(beside(many, ...nodes(9)))).toEqual([
      expect.stringMatching(/: 10 nodes, and 9 take such pods .* Add/),
    ]);
    // It may take stable down to one, and the canary begins with as many.
    expect(await toldOf(beside(many, autoscaler, ...nodes(2)))).toEqual([
      expect.stringMatching(/: 2 nodes, and 2 take such pods [^.]*\.$/),
    ]);
  });

  test.each<[string, Fields, number]>([
    ['of which none may be missing', {}, 3],
    ['of which one may', { rollingUpdate: { maxUnavailable: 1 } }, 2],
    ['of which a part may', { rollingUpdate: { maxUnavailable: '100%' } }, 2],
    ['of which a part of none may', { rollingUpdate: { maxUnavailable: '50%', maxSurge: 1 } }, 3],
    ['of which there may be none more', { rollingUpdate: { maxUnavailable: 0, maxSurge: 0 } }, 2],
    ['that go all at once', { type: 'Recreate' }, 2],
  ])('pods %s while they are replaced', async (_, strategy, needed) => {
    const told = await toldOf(beside(stable(port(), { replicas: 1, strategy }), ...nodes(1)));
    expect(told).toEqual([expect.stringContaining(`: ${needed} nodes`)]);
  });
});

describe('pods that can share a node', () => {
  const onPort = (number: number, more: Fields = {}) => port({ hostPort: number, ...more });
  const named = (labelSelector: Fields, more: Fields = {}) => apart({ labelSelector, ...more });
  const byApp = (operator: string, values?: string[]) =>
    named({ matchExpressions: [{ key: 'app', operator, ...(values ? { values } : {}) }] });

  test.each<[string, Fields]>([
    ['no port of the node', { containers: [{ name: 'app', ports: [{ containerPort: 80 }] }] }],
    ['a rule for zones', apart({ ...all, topologyKey: 'topology.kubernetes.io/zone' })],
    [
      'a rule that is only preferred',
      {
        affinity: {
          podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: all }] },
        },
      },
    ],
    ['a rule about others', named({ matchLabels: { app: 'ratings' } })],
    ['a rule without a selector', apart({})],
    ['a rule about pods of other namespaces', named(all.labelSelector, { namespaces: ['shop'] })],
    [
      'a rule about namespaces with a label',
      named(all.labelSelector, { namespaceSelector: { matchLabels: { a: 'b' } } }),
    ],
    ['a rule about those of its own template', named(all.labelSelector, { matchLabelKeys: ['pod-template-hash'] })],
    ['a rule about those that lack the label', byApp('DoesNotExist')],
    [
      'a rule about a label that is a word of a programming language',
      named({ matchExpressions: [{ key: 'constructor', operator: 'Exists' }] }),
    ],
    ['a rule about all but them', byApp('NotIn', ['reviews'])],
    ['a rule that we do not know', byApp('Like', ['reviews'])],
  ])('by %s: no node is read', async (_, template) => {
    const forbidden: World['forbidden'] = ({ kind }) => {
      if (kind === 'Node' || kind === 'PersistentVolumeClaim') throw new Error('asked');
      return false;
    };
    expect(await toldOf({ ...beside(stable(template)), forbidden })).toEqual([]);
    await expect(examine({ ...beside(stable(port())), forbidden })).rejects.toThrow('asked');
  });

  test.each<[string, Fields]>([
    ['everything that has the label', byApp('Exists')],
    ['all', named({})],
    ['its own namespace by name', named(all.labelSelector, { namespaces: ['bookinfo'] })],
    ['all namespaces', named(all.labelSelector, { namespaceSelector: {} })],
  ])('but not by a rule about %s', async (_, template) => {
    expect(await toldOf(beside(stable(template), ...nodes(1)))).toEqual([expect.stringContaining('podAntiAffinity')]);
  });

  test('each version with its own port, protocol or address: the canary’s pods need nodes of their own alone', async () => {
    const told = (template: Fields) =>
      toldOf({ ...beside(stable(onPort(80)), ...nodes(3)), canary: manifest(template) });
    const alone = [expect.stringMatching(/needs a node of its own \(hostPort \d+\): 2 nodes, and 3 take/)];
    expect(await told(onPort(81))).toEqual(alone);
    expect(await told(onPort(80, { protocol: 'UDP' }))).toEqual(alone);
    const both = [expect.stringMatching(/beside those of stable \(hostPort 80\): 4 nodes, and 3 take/)];
    expect(await told(onPort(80, { hostIP: '10.0.0.1' }))).toEqual(both);
    expect(await told({ ...port({ hostPort: undefined }), hostNetwork: true })).toEqual(both);
    const addresses = { objects: beside(stable(onPort(80, { hostIP: '10.0.0.2' })), ...nodes(3)).objects };
    expect(await toldOf({ ...addresses, canary: manifest(onPort(80, { hostIP: '10.0.0.1' })) })).toEqual(alone);
  });

  test('a canary of one pod, or of none, beside no stable needs nothing', async () => {
    const objects = [...without('Deployment/reviews-v1'), node('n0')];
    expect(await toldOf({ objects, canary: manifest(port(), { replicas: 1 }) })).toEqual([]);
    expect(await toldOf({ ...beside(stable(port(), { replicas: 0 })) })).toEqual([]);
  });
});

describe('what runs already beside stable', () => {
  const subsets = object('DestinationRule', 'reviews', {
    spec: { host: 'reviews', subsets: ['v1', 'v2'].map((name) => ({ name, labels: { version: name } })) },
  });
  const running = (ready: number) => ({
    ...beside(stable(port()), version('v2', port(), { strategy: {} }, { readyReplicas: ready }), subsets, ...nodes(3)),
    canary: found,
  });

  test('is not counted when all of it is ready, and is when it is not, or its pods are to be replaced', async () => {
    expect(await toldOf(running(2))).toEqual([]);
    expect(await toldOf(running(1))).toEqual([expect.stringMatching(/: 4 nodes, and 3 take/)]);
    const template = { metadata: { labels: { version: 'v2' } }, spec: apart(all) };
    const dark = { ...deployment('reviews-v2', { version: 'v2' }, { template }), status: { readyReplicas: 2 } };
    const lacking = { ...beside(stable(apart(all)), dark, ...nodes(3)), canary: found };
    expect(await toldOf(lacking)).toEqual([expect.stringMatching(/ of its own .*: 5 nodes \(one .*\), and 3 take/)]);
  });

  test('what is awaited has pods that nobody knows', async () => {
    expect(await toldOf({ ...beside(stable(port()), ...nodes(1)), canary: found })).toEqual([]);
  });
});

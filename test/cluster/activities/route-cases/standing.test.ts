import { expect, test } from '@jest/globals';
import { byRouteMain, deployment, limitMs, RouteCase, virtualService } from './case-world.js';
import '../../patience.js';

type Fields = Record<string, unknown>;

const image = 'docker.io/sluice/reviews:v1';
const labels = { app: 'reviews', version: 'v1' };

/** Stable with this in its pods' spec, which the canary gets, too; nothing of it runs. */
const stable = (template: Fields, more: Fields = {}): Fields => {
  const base = deployment('reviews-v1', labels);
  const spec = { containers: [{ name: 'reviews', image }], ...template };
  return { ...base, spec: { ...(base['spec'] as Fields), template: { metadata: { labels }, spec }, ...more } };
};
const claim = (name: string, mode: string): Fields => ({
  ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name } },
  spec: { accessModes: [mode], storageClassName: '', resources: { requests: { storage: '1Mi' } } },
});
const volumes = (...names: string[]) => ({
  volumes: names.map((claimName) => ({ name: claimName, persistentVolumeClaim: { claimName } })),
});

test.concurrent(
  'pods that cannot share a node: more nodes than there are, refused with both numbers',
  () => {
    const apart = {
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'reviews' } } },
          ],
        },
      },
      containers: [{ name: 'reviews', image, ports: [{ containerPort: 9080, hostPort: 9080 }] }],
    };
    return RouteCase.of('places', { objects: [stable(apart), virtualService(byRouteMain)] }, async (it) => {
      expect(await it.problems()).toEqual([
        expect.stringMatching(
          /^Each pod of reviews-v2 needs a node of its own beside those of stable \(hostPort 9080, podAntiAffinity\): 3 nodes \(one of them only while .*\), and 1 takes such pods .* Add nodes, /,
        ),
      ]);
      const manifest = JSON.stringify(stable(apart, { strategy: { type: 'Recreate' } }))
        .replaceAll('reviews-v1', 'reviews-v2')
        .replaceAll('"version":"v1"', '"version":"v2"');
      expect(await it.problems({ canary: { version: 'v2', manifest } })).toEqual([
        expect.stringMatching(/: 2 nodes, and 1 takes such pods /),
      ]);
    });
  },
  limitMs,
);

test.concurrent(
  'volume claims of both versions: for one node noted; for all no matter',
  () => {
    const objects = [
      ...[claim('one-node', 'ReadWriteOnce'), claim('for-all', 'ReadWriteMany')],
      stable({ ...volumes('one-node', 'for-all', 'nowhere'), initContainers: [{ name: 'migrate', image }] }),
      virtualService(byRouteMain),
    ];
    return RouteCase.of('claims', { objects }, async (it) => {
      const { notes } = await it.plan();
      expect(notes.filter((each) => /reviews-v2/.test(each))).toEqual(
        expect.arrayContaining([
          'Init containers of reviews-v2 (migrate) run while it is dark: what they do they do for real.',
          'The pods of reviews-v2 share the volume claim one-node with those of stable (ReadWriteOnce): where its volume is attached to one node at a time, they must all stand on that.',
          'The pods of reviews-v2 share the volume claim nowhere with those of stable (how it may be used is not known): where its volume is attached to one node at a time, they must all stand on that.',
        ]),
      );
      expect(notes.join()).not.toContain('for-all');
    });
  },
  limitMs,
);

test.concurrent(
  'a volume claim for one pod, of both versions: refused',
  () => {
    const objects = [claim('one-pod', 'ReadWriteOncePod'), stable(volumes('one-pod')), virtualService(byRouteMain)];
    return RouteCase.of('claim-of-one', { objects }, async (it) => {
      expect(await it.problems()).toEqual([
        expect.stringMatching(/share the volume claim one-pod with those of stable, and it is ReadWriteOncePod, /),
      ]);
    });
  },
  limitMs,
);

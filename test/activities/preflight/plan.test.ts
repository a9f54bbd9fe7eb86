import { describe, expect, test } from '@jest/globals';
import {
  bookinfo,
  deployment,
  object,
  planOf,
  pod,
  rule,
  service,
  to,
  virtualService,
  without,
  withObjects,
} from './world.js';

const reviews = (version: string) => ({ app: 'reviews', version });

test('the plan of the plain case', async () => {
  expect(await planOf()).toEqual({
    namespace: 'bookinfo',
    service: 'reviews',
    port: 9080,
    stable: { version: 'v1', deployment: 'reviews-v1', replicas: 2 },
    canary: {
      version: 'v2',
      deployment: 'reviews-v2',
      replicas: 2,
      dark: 'label',
      deployed: 'by-us',
      admission: { app: 'reviews' },
      says: { version: 'v2' },
    },
    route: {
      kind: 'istio',
      namespace: 'bookinfo',
      virtualService: 'reviews',
      mark: expect.any(String),
      route: { by: 'name', name: 'primary' },
      stable: { host: 'reviews', subset: 'v1' },
      canary: { host: 'reviews', subset: 'v2' },
      destinationRule: { name: 'reviews', exists: true },
      missingSubsets: [{ name: 'v2', labels: { version: 'v2' } }],
      stableSubset: { name: 'v1', labels: { version: 'v1' } },
      before: [to('v1', 100)],
    },
    notes: [expect.stringContaining('v2 runs already')],
  });
});

describe('subsets are found by their pods', () => {
  test('whatever they are called', async () => {
    const objects = withObjects(
      rule('reviews', { old: { version: 'v1' }, new: { version: 'v2' } }),
      virtualService('reviews', [{ name: 'primary', route: [to('old', 100), to('new', 0)] }]),
    );
    const { route, notes } = await planOf({ objects });
    expect(route).toMatchObject({ stable: { subset: 'old' }, canary: { subset: 'new' }, missingSubsets: [] });
    expect(notes).toHaveLength(1);
  });

  test('and by role a second time: a version without a role gets a subset of its own', async () => {
    const objects = withObjects(
      rule('reviews', { old: { version: 'v1' }, new: { version: 'v2' } }),
      virtualService('reviews', [{ name: 'primary', route: [to('old', 0), to('new', 100)] }]),
      deployment('reviews-v1', reviews('v2')),
    );
    const { route, notes } = await planOf({ objects, canary: "{ version: v3, image: 'reviews:v3' }" });
    expect(route).toMatchObject({
      stable: { subset: 'new' },
      canary: { subset: 'v3' },
      missingSubsets: [{ name: 'v3', labels: { version: 'v3' } }],
    });
    expect(notes[0]).toContain('The route lists reviews/old with weight 0');
  });

  test('a name that is taken by other pods is not taken', async () => {
    const objects = withObjects(rule('reviews', { v1: { version: 'v1' }, v2: { version: 'v0' } }));
    const { route } = await planOf({ objects });
    expect(route).toMatchObject({
      missingSubsets: [{ name: 'v2-sluice', labels: { version: 'v2' } }],
      canary: { subset: 'v2-sluice' },
    });
  });

  test('a route to the whole host: stable gets a subset, too, in a rule of its own', async () => {
    const objects = [
      ...without('DestinationRule/reviews', 'VirtualService/reviews'),
      virtualService('reviews', [{ route: [to()] }]),
    ];
    const { route } = await planOf({ objects, route: '0' });
    expect(route).toMatchObject({
      stable: { host: 'reviews', subset: 'v1' },
      destinationRule: { name: 'reviews', exists: false },
      missingSubsets: [{ name: 'v2' }, { name: 'v1', labels: { version: 'v1' } }],
      before: [to()],
    });
  });

  test('hosts may be written out, and the port is kept', async () => {
    const host = 'reviews.bookinfo.svc.cluster.local';
    const destination = { host, subset: 'v1', port: { number: 9080 } };
    const objects = withObjects(
      virtualService('reviews', [{ name: 'primary', route: [{ destination }] }], { hosts: [host] }),
      rule('reviews', { v1: { version: 'v1' } }, host),
    );
    const { route } = await planOf({ objects });
    expect(route.canary).toEqual({ host, subset: 'v2', port: { number: 9080 } });
  });
});

describe('versions under the label that Kubernetes recommends', () => {
  const [name, version] = ['app.kubernetes.io/name', 'app.kubernetes.io/version'];
  const pods = (of: string, more = {}) => ({ [name]: 'reviews', [version]: of, ...more });
  const found = "{ version: '2.0', deployment: new }";
  const planned = async (canary: string, live: string | undefined, ...objects: Parameters<typeof withObjects>) => {
    const users = service('reviews', { selector: { [name]: 'reviews' } });
    const route = virtualService('reviews', [{ name: 'primary', route: [to(live)] }]);
    const { route: split, ...plan } = await planOf({ objects: withObjects(users, route, ...objects), canary });
    if (split.kind !== 'istio') throw new Error('not by Istio');
    return { ...plan, ...split, missing: split.missingSubsets.map(({ labels }) => labels), versions: plan };
  };

  test('what is made from stable says its own there', async () => {
    const plan = await planned(
      "{ version: '2.0', image: 'reviews:2.0' }",
      undefined,
      ...[deployment('reviews-v1', pods('1.9', { track: 'stable' })), rule('reviews', {})],
    );
    expect(plan.versions.stable).toMatchObject({ version: '1.9' });
    expect(plan.versions.canary).toMatchObject({ dark: 'label', admission: { [name]: 'reviews' } });
    expect(plan.missing).toEqual([{ [version]: '2.0' }, { [version]: '1.9' }]);
  });

  test('another label tells them apart where the version does not', async () => {
    const labels = pods('1.9', { version: '2.0', track: 'next' });
    const plan = await planned(
      found,
      'live',
      ...[
        deployment('reviews-v1', pods('1.9', { track: 'stable' })),
        ...[deployment('new', labels), rule('reviews', { live: { track: 'stable' } })],
      ],
    );
    expect(plan.stableSubset).toEqual({ name: 'live', labels: { track: 'stable' } });
    expect(plan.missing).toEqual([{ version: '2.0' }]);
  });

  test('what a manifest says besides is kept, and what stable says it by is added', async () => {
    const template = {
      metadata: { labels: { [name]: 'reviews', [version]: '2.0' } },
      spec: { containers: [{ name: 'a' }] },
    };
    const deployed = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'new' }, spec: { template } };
    const plan = await planned(
      `{ version: '2.0', manifest: '${JSON.stringify(deployed)}' }`,
      undefined,
      ...[
        deployment('reviews-v1', { [name]: 'reviews', version: '1.9', [version]: '1.9' }),
        rule('reviews', { next: { version: '2.0' } }),
      ],
    );
    expect(plan.versions.canary.says).toEqual({ version: '2.0', [version]: '2.0' });
    expect(plan.canary).toEqual({ host: 'reviews', subset: 'next' });
  });

  test('what is waited for will say it as stable does', async () => {
    const live = rule('reviews', { live: pods('1.9') });
    const plan = await planned(found, 'live', deployment('reviews-v1', pods('1.9')), live);
    expect(plan.missing).toEqual([{ [version]: '2.0' }]);
  });
});

describe('where the canary comes from', () => {
  const manifest = (labels: string) =>
    `{ version: v2, manifest: '{ apiVersion: apps/v1, kind: Deployment, metadata: { name: my-reviews }, spec: { replicas: 3, template: { metadata: { labels: ${labels} }, spec: { containers: [{ name: a }] } } } }' }`;

  test('a manifest has its own name and number of pods', async () => {
    const { canary } = await planOf({ canary: manifest('{ app: reviews }') });
    expect(canary).toMatchObject({ deployment: 'my-reviews', replicas: 3, deployed: 'by-us', dark: 'label' });
  });

  test('a Deployment that runs with the labels of the Service is dark by route', async () => {
    const objects = withObjects(deployment('new', reviews('v2'), { replicas: 5 }));
    const { canary } = await planOf({ objects, canary: '{ version: v2, deployment: new }' });
    expect(canary).toMatchObject({ deployment: 'new', replicas: 5, deployed: 'found', dark: 'route', admission: {} });
  });

  test('one that runs without them is dark by label, and gets what it lacks', async () => {
    const objects = withObjects(deployment('new', { version: 'v2' }));
    const { canary } = await planOf({ objects, canary: '{ version: v2, deployment: new }' });
    expect(canary).toMatchObject({ deployed: 'found', dark: 'label', admission: { app: 'reviews' } });
  });

  test('one that is not there yet is waited for', async () => {
    const { canary, notes } = await planOf({ canary: '{ version: v2, deployment: new }' });
    expect(canary).toMatchObject({ deployment: 'new', replicas: 2, deployed: 'found', dark: 'label' });
    expect(notes[0]).toBe('Deployment bookinfo/new is not there yet: the release waits for it.');
  });

  test('a first release has no stable', async () => {
    const plan = await planOf({ objects: without('Deployment/reviews-v1'), canary: manifest('{ app: reviews }') });
    expect(plan).not.toHaveProperty('stable');
    expect(plan.route).not.toHaveProperty('stable');
    expect(plan.route.canary).toEqual({ host: 'reviews', subset: 'v2' });
  });

  test('a version is made a name that Kubernetes takes', async () => {
    const { canary, route } = await planOf({ canary: "{ version: V2.1_rc, image: 'reviews:2' }" });
    expect(canary).toMatchObject({ version: 'V2.1_rc', deployment: 'reviews-v2-1-rc' });
    expect(route).toMatchObject({ canary: { subset: 'v2-1-rc' } });
  });
});

describe('versions with hosts of their own', () => {
  const hosts = () => [
    ...bookinfo().filter(({ kind }) => !['VirtualService', 'DestinationRule'].includes(kind)),
    service('reviews-old', { selector: reviews('v1') }),
    service('reviews-new', { selector: reviews('v2') }),
    virtualService('reviews', [{ name: 'primary', route: [to(undefined, 100, 'reviews-old')] }]),
  ];

  test('need no subsets', async () => {
    const route = 'primary, canaryHost: reviews-new';
    const plan = await planOf({ objects: hosts(), route });
    expect(plan.route).toMatchObject({
      stable: { host: 'reviews-old' },
      canary: { host: 'reviews-new' },
      missingSubsets: [],
    });
    expect(plan.canary.admission).toEqual({ app: 'reviews' });
  });
});

describe('ports', () => {
  test.each<[string, unknown[], number]>([
    [
      'the first that speaks HTTP',
      [
        { name: 'status', port: 1 },
        { name: 'http-api', port: 80 },
      ],
      80,
    ],
    ['by its protocol', [{ port: 1 }, { port: 81, appProtocol: 'http' }], 81],
    ['or the only one', [{ port: 9 }], 9],
  ])('%s', async (_, ports, port) => {
    expect(await planOf({ objects: withObjects(service('reviews', { ports })) })).toMatchObject({ port });
  });

  test('the one that the route names', async () => {
    const ports = [
      { name: 'http', port: 80 },
      { name: 'http-b', port: 81 },
    ];
    const route = [{ destination: { host: 'reviews', subset: 'v1', port: { number: 81 } } }];
    const objects = withObjects(service('reviews', { ports }), virtualService('reviews', [{ name: 'primary', route }]));
    expect(await planOf({ objects })).toMatchObject({ port: 81 });
  });
});

describe('what a person should know is noted', () => {
  const strict = object('PeerAuthentication', 'default', { spec: { mtls: { mode: 'STRICT' } } });
  const bare = pod('bare', { app: 'sleep' }, false);

  test('pods without a sidecar, unless mutual TLS keeps them out', async () => {
    const pods = 'Pods of bookinfo without a sidecar, whose requests no route rules: bare.';
    expect((await planOf({ objects: withObjects(bare) })).notes).toContain(pods);
    expect((await planOf({ objects: withObjects(bare, strict) })).notes).not.toContain(pods);
  });

  test('what could not be looked at', async () => {
    const { notes } = await planOf({
      forbidden: ({ kind, namespace }) => kind === 'VirtualService' && namespace === '',
    });
    expect(notes[0]).toBe(
      'VirtualServices of other namespaces could not be looked at, for want of permission to list them.',
    );
  });
});

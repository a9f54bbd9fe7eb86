import { expect, test } from '@jest/globals';
import { canaryDeployment } from '../../../activities/workloads/canary-deployment.js';
import { mainContainer, withEnv } from '../../../activities/workloads/main-container.js';
import type { Plan } from '../../../domain/plan.js';

const plan: Plan = {
  namespace: 'shop',
  service: 'reviews',
  port: 9080,
  stable: { version: 'v1', deployment: 'reviews-v1', replicas: 3 },
  canary: {
    version: 'v2',
    deployment: 'reviews-v2',
    replicas: 3,
    dark: 'label',
    deployed: 'by-us',
    admission: { app: 'reviews', tier: 'web' },
  },
  route: {
    kind: 'istio',
    namespace: 'shop',
    virtualService: 'reviews',
    route: { by: 'index', index: 0 },
    canary: { host: 'reviews', subset: 'v2' },
    destinationRule: { name: 'reviews', exists: true },
    missingSubsets: [],
    before: [],
  },
  notes: [],
};

const stable = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'reviews-v1',
    namespace: 'shop',
    uid: 'u',
    resourceVersion: '7',
    generation: 3,
    ownerReferences: [{ uid: 'operator' }],
    labels: { app: 'reviews', 'app.kubernetes.io/instance': 'shop', team: 'books' },
    annotations: {
      'kubectl.kubernetes.io/last-applied-configuration': '{}',
      'deployment.kubernetes.io/revision': '4',
      'argocd.argoproj.io/tracking-id': 'shop',
      'sluice.dev/fence': '{}',
      note: 'kept',
    },
  },
  spec: {
    replicas: 9,
    paused: true,
    minReadySeconds: 5,
    selector: { matchLabels: { app: 'reviews', version: 'v1' } },
    template: {
      metadata: {
        labels: { app: 'reviews', tier: 'web', version: 'v1', team: 'books' },
        annotations: { 'kubectl.kubernetes.io/restartedAt': 'x', 'prometheus.io/scrape': 'true' },
      },
      spec: {
        serviceAccountName: 'reviews',
        containers: [
          { name: 'istio-proxy', image: 'auto' },
          { name: 'app', image: 'shop/reviews:1', env: [{ name: 'A', valueFrom: { secretKeyRef: {} } }] },
        ],
      },
    },
  },
  status: { replicas: 9 },
};
const fence = { release: 'release/x', since: 1, epoch: 2 };

test('it says its version as the plan has it, and a copy is not called by stable’s name in metrics', () => {
  const said = 'app.kubernetes.io/version';
  const workload = { 'service.istio.io/workload-name': 'reviews' };
  const labels = { app: 'reviews', [said]: 'v1', track: 'stable', ...workload };
  const from = { ...stable, spec: { ...stable.spec, template: { ...stable.spec.template, metadata: { labels } } } };
  const planned: Plan = { ...plan, canary: { ...plan.canary, says: { [said]: 'v2' } } };
  const own = { [said]: 'v2', 'sluice.dev/deployment': 'reviews-v2' };
  expect(canaryDeployment(planned, from, fence, { image: 'reviews:v2', env: {} })).toMatchObject({
    metadata: { labels: own },
    spec: { selector: { matchLabels: own }, template: { metadata: { labels: { ...own, track: 'stable' } } } },
  });
  const copied = canaryDeployment(planned, from, fence, { image: 'reviews:v2', env: {} });
  expect(JSON.stringify(copied)).not.toContain('workload-name');
  expect(canaryDeployment(planned, from, fence)['spec']).toMatchObject({
    template: { metadata: { labels: { ...own, ...workload } } },
  });
});

test('the canary is stable’s Deployment but for image, name, labels and what belonged to stable alone', () => {
  const own = { version: 'v2', 'sluice.dev/deployment': 'reviews-v2' };
  expect(canaryDeployment(plan, stable, fence, { image: 'shop/reviews:2', env: { A: '1' } })).toEqual({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'reviews-v2',
      namespace: 'shop',
      labels: { app: 'reviews', team: 'books', ...own },
      annotations: {
        note: 'kept',
        'sluice.dev/created-by': 'release/x',
        'sluice.dev/fence': '{"shop/reviews":{"release":"release/x","since":1,"epoch":2}}',
      },
    },
    spec: {
      replicas: 3,
      minReadySeconds: 5,
      selector: { matchLabels: own },
      template: {
        metadata: { labels: { team: 'books', ...own }, annotations: { 'prometheus.io/scrape': 'true' } },
        spec: {
          serviceAccountName: 'reviews',
          containers: [
            { name: 'istio-proxy', image: 'auto' },
            { name: 'app', image: 'shop/reviews:2', env: [{ name: 'A', value: '1' }] },
          ],
        },
      },
    },
  });
});

const template = (names: [string, string][], annotations = {}) => ({
  metadata: { annotations },
  spec: { containers: names.map(([name, image]) => ({ name, image })) },
});

test.each([
  [
    'the first',
    template([
      ['app', 'a:1'],
      ['helper', 'b:1'],
    ]),
    'c:2',
    0,
  ],
  [
    'the first that is no sidecar',
    template([
      ['istio-proxy', 'x:1'],
      ['app', 'a:1'],
    ]),
    'c:2',
    1,
  ],
  [
    'the one with the same image, whatever its tag',
    template([
      ['helper', 'b:1'],
      ['app', 'host:5000/a:1'],
    ]),
    'host:5000/a@sha256:0',
    1,
  ],
  [
    'the template’s default container',
    template(
      [
        ['app', 'a:1'],
        ['main', 'b:1'],
      ],
      { 'kubectl.kubernetes.io/default-container': 'main' },
    ),
    'a:2',
    1,
  ],
  ['none where all are sidecars', template([['istio-proxy', 'x:1']]), 'c:2', undefined],
])('the main container is %s', (_, pod, image, place) => {
  expect(mainContainer(pod, image)).toBe(place);
});

test('environment variables replace their namesakes and stay in order', () => {
  const list = [
    { name: 'A', value: '1' },
    { name: 'B', valueFrom: {} },
    { name: 'C', value: '3' },
  ];
  expect(withEnv(list, { D: '4', B: '2' })).toEqual([
    { name: 'A', value: '1' },
    { name: 'B', value: '2' },
    { name: 'C', value: '3' },
    { name: 'D', value: '4' },
  ]);
  expect(withEnv(list.slice(2), { constructor: '1', toString: '2' })).toEqual([
    { name: 'C', value: '3' },
    { name: 'constructor', value: '1' },
    { name: 'toString', value: '2' },
  ]);
});

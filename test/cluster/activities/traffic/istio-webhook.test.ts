import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../../playground/playground-command.js';
import { applyObjects, inCluster } from '../bookinfo-copy.js';
import { closeNamespace, openNamespace, soon } from '../own-namespace.js';
import { begin, destinationRule, namespace, virtualService } from './istio-world.js';
import { fenceOf } from './traffic-router.behaviour.js';
import '../../patience.js';

const webhook = 'validation.istio.sluice-test';
const subsets = ['v1', 'v2'].map((name) => ({ name, labels: { version: name } }));
const objects = [
  virtualService([{ name: 'primary', route: [{ destination: { host: 'reviews', subset: 'v1' }, weight: 100 }] }]),
  destinationRule(subsets),
];

/** A webhook as Istio's own, for this namespace alone, in front of a service that does not answer. */
const configuration = (service: string) => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingWebhookConfiguration',
  metadata: { name: webhook },
  webhooks: [
    {
      name: `${webhook}.io`,
      failurePolicy: 'Fail',
      sideEffects: 'None',
      timeoutSeconds: 10,
      admissionReviewVersions: ['v1'],
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      clientConfig: { service: { namespace, name: service, path: '/validate' } },
      rules: [
        { apiGroups: ['networking.istio.io'], apiVersions: ['*'], operations: ['CREATE', 'UPDATE'], resources: ['*'] },
      ],
    },
  ],
});

/** Takes connections and never says a word. */
const hanging = [
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'hanging', namespace },
    spec: { selector: { app: 'hanging' }, ports: [{ port: 443, targetPort: 8443 }] },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'hanging', namespace, labels: { app: 'hanging' } },
    spec: {
      terminationGracePeriodSeconds: 0,
      containers: [
        {
          name: 'hanging',
          image: 'docker.io/sluice/reviews:v1',
          imagePullPolicy: 'Never',
          command: ['node', '-e', "require('node:net').createServer(() => {}).listen(8443)"],
          readinessProbe: { tcpSocket: { port: 8443 }, periodSeconds: 1 },
        },
      ],
    },
  },
];

beforeAll(async () => {
  await openNamespace(namespace);
  await applyObjects(...hanging);
  await inCluster(['wait', 'pod/hanging', '-n', namespace, '--for=condition=Ready', '--timeout=600s']);
});
afterEach(() => inCluster(['delete', 'validatingwebhookconfiguration', webhook, '--ignore-not-found']));
afterAll(() => closeNamespace(namespace));

test.each([
  ['is not there', 'nobody', /write was refused because Istio's webhook .* does not answer/],
  ['hangs', 'hanging', /a webhook that must pass the write hangs .*is istiod well/],
])(
  'while the webhook %s, a shift says why it cannot write, and it writes when the webhook is back',
  async (_, name, why) => {
    const router = await begin(objects);
    let epoch = 0;
    const shift = (): Promise<unknown> =>
      router.shift(10, { fence: fenceOf((epoch += 1)), overwrite: false }, soon()).catch((trouble: unknown) => trouble);
    await applyObjects(configuration(name));
    // The API server takes a moment to know the webhook: until then writes go through.
    expect(await eventually(async () => refusal(await shift()))).toMatchObject({
      type: 'Unavailable',
      message: expect.stringMatching(why),
    });
    expect(await router.observe(soon())).toMatchObject({ kind: 'split' });
    await inCluster(['delete', 'validatingwebhookconfiguration', webhook]);
    expect(await eventually(async () => !refusal(await shift()))).toBe(true);
    expect(await router.observe(soon())).toEqual({ kind: 'split', weight: 10 });
  },
);

const refusal = (answer: unknown) => (answer instanceof Error ? answer : undefined);

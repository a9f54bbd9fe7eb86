import { describe, expect, test } from '@jest/globals';
import { beside, reviews, found, splitTo, expectRefusals } from './refusals.js';
import { deployment, planOf, service, to, virtualService, without, withObjects, type World } from './world.js';

const manifest = (text: string) => `{ version: v2, manifest: '${text}' }`;

describe('the versions', () => {
  const stale = { app: 'reviews', 'app.kubernetes.io/version': 'v0' };
  const two = (labels: Record<string, string>, more = {}) => ({
    canary: found,
    objects: withObjects(deployment('reviews-v2', labels, more)),
  });
  expectRefusals([
    [
      'the one that serves is to be released',
      {
        canary: "{ version: v1, image: 'reviews:v1' }",
        objects: [...without('Deployment/reviews-v1'), deployment('current', reviews('v1'))],
      },
      /^v1 is what users get already \(Deployment current, by reviews\/v1\)/,
    ],
    [
      'stable has no version',
      {
        objects: withObjects(
          deployment('reviews-v1', { app: 'reviews' }),
          virtualService('reviews', [{ name: 'primary', route: [to()] }]),
        ),
      },
      /The pods of reviews-v1 have no label `version`/,
    ],
    [
      'a manifest says another version where stable says its own',
      {
        ...beside(
          service('reviews', { selector: { app: 'reviews' } }),
          deployment('reviews-v1', { app: 'reviews', 'app.kubernetes.io/version': 'v1' }),
          virtualService('reviews', [{ name: 'primary', route: [to()] }]),
        ),
        canary: manifest(
          JSON.stringify(
            deployment('new', {}, { template: { metadata: { labels: stale }, spec: { containers: [{ name: 'a' }] } } }),
          ),
        ),
      },
      /^canary.manifest has pods with the label app.kubernetes.io\/version=v0, and canary.version is v2: write the same/,
    ],
    [
      'no label tells stable from what was found',
      {
        ...beside(
          deployment('reviews-v1', { app: 'reviews', 'app.kubernetes.io/version': 'v1' }),
          deployment('reviews-v2', { 'app.kubernetes.io/version': 'v1', version: 'v2' }),
          virtualService('reviews', [{ name: 'primary', route: [to()] }]),
        ),
        canary: found,
      },
      /^The pods of reviews-v2 have all the labels of those of reviews-v1/,
    ],
    [
      'metrics call both by one name',
      {
        ...beside(
          deployment('reviews-v1', { ...reviews('v1'), 'service.istio.io/workload-name': 'reviews' }),
          deployment('reviews-v2', { version: 'v2', 'service.istio.io/workload-name': 'reviews' }),
        ),
        canary: found,
      },
      /^Istio's metrics call the pods of reviews-v1 and of reviews-v2 alike, reviews, by their label/,
    ],
    [
      'a Deployment of that name is there',
      { objects: withObjects(deployment('reviews-v2', reviews('v2'))) },
      /^Deployment bookinfo\/reviews-v2 is there already, and Sluice did not make it: .*canary.deployment: reviews-v2/,
    ],
    [
      'one was left by another release',
      {
        objects: withObjects(
          deployment('reviews-v2', { version: 'v2' }, {}, { annotations: { 'sluice.dev/created-by': 'release/1' } }),
        ),
      },
      /was left by release release\/1: `sluice rollback bookinfo\/reviews` takes it away .* else delete it/,
    ],
    [
      'a first release has no image to copy with',
      { objects: without('Deployment/reviews-v1') },
      /^This is a first release: .*canary.manifest.*canary.deployment/,
    ],
    ['what was found has another version', two(reviews('v3')), /have the label version=v3, and canary.version is v2/],
    [
      'what was found selects by expressions',
      two(reviews('v2'), { selector: { matchExpressions: [{ key: 'a', operator: 'Exists' }] } }),
      /selects its pods by matchExpressions/,
    ],
    [
      'what was found cannot be let in',
      two({ app: 'other', version: 'v2' }),
      /selects its pods by app=other, and the Service wants app=reviews: a Deployment's selector cannot be changed/,
    ],
    [
      'what was found has everything already',
      { canary: found, objects: [...without('Deployment/reviews-v1'), deployment('reviews-v2', reviews('v2'))] },
      /reviews-v2 gets all requests already/,
    ],
    [
      'what was found is not told apart',
      {
        ...two(reviews('v2')),
        objects: withObjects(
          deployment('reviews-v2', reviews('v2')),
          virtualService('reviews', [{ name: 'primary', route: [to()] }]),
        ),
      },
      /sends to reviews without a subset, which gives users the canary already/,
    ],
    [
      'what is waited for would not be',
      { canary: found, ...splitTo(to()) },
      /would give users the canary as soon as it is deployed/,
    ],
    ['the manifest is no YAML', { canary: manifest('{ a: ') }, /^canary.manifest: The manifest cannot be read/],
    [
      'the manifest is something else',
      { canary: manifest('{ apiVersion: v1, kind: Pod, metadata: { name: a } }') },
      'canary.manifest: expected one Deployment of apps/v1, found Pod.',
    ],
    [
      'the manifest is for elsewhere',
      { canary: manifest('{ apiVersion: apps/v1, kind: Deployment, metadata: { name: a, namespace: shop } }') },
      /it is for namespace shop, the release for bookinfo/,
    ],
    [
      'the manifest has another version',
      {
        canary: manifest(
          '{ apiVersion: apps/v1, kind: Deployment, metadata: { name: a }, spec: { template: { metadata: { labels: { version: v7 } }, spec: { containers: [{ name: a }] } } } }',
        ),
      },
      /label version=v7, and canary.version is v2/,
    ],
  ]);
});

test('what was found may select by the same labels as stable, and be named with its version: pods are told apart by owner', async () => {
  const name = 'reviews-1.0.3';
  const shared = { selector: { matchLabels: { app: 'reviews' } } };
  const { canary } = await planOf({
    canary: `{ version: v2, deployment: ${name} }`,
    objects: withObjects(
      deployment('reviews-v1', reviews('v1'), shared),
      deployment(name, reviews('v2'), shared),
      deployment('reviews-de', { app: 'reviews', version: 'v1', locale: 'de' }, { replicas: 0 }),
      service('reviews', { selector: { app: 'reviews', locale: 'en' } }),
    ).map((object) =>
      ['reviews-v1', name].includes(object.metadata.name) && object.kind === 'Deployment'
        ? deployment(
            object.metadata.name,
            { ...reviews(object.metadata.name === name ? 'v2' : 'v1'), locale: 'en' },
            shared,
          )
        : object,
    ),
  });
  expect(canary).toMatchObject({ deployment: name, dark: 'route', deployed: 'found' });
});

describe('hosts of their own', () => {
  const byHost = (stableSelector: Record<string, string>, canarySelector?: Record<string, string>): Partial<World> => ({
    route: 'primary, canaryHost: reviews-new',
    objects: withObjects(
      service('reviews-old', { selector: stableSelector }),
      ...(canarySelector ? [service('reviews-new', { selector: canarySelector })] : []),
      virtualService('reviews', [{ name: 'primary', route: [to(undefined, 100, 'reviews-old')] }]),
    ),
  });
  expectRefusals([
    ["the canary's is not there", byHost(reviews('v1')), /canaryHost reviews-new is no Service of bookinfo: make one/],
    [
      "the canary's has other pods",
      byHost(reviews('v1'), reviews('v3')),
      /does not select the canary's pods: it must select version=v2/,
    ],
    [
      "the canary's has stable's pods, too",
      byHost(reviews('v1'), { app: 'reviews' }),
      /selects the pods of reviews-v1, too: it must have the canary's alone/,
    ],
    [
      "stable's has the canary's pods, too",
      byHost({ app: 'reviews' }, reviews('v2')),
      /sends to reviews-old, which would have the canary's pods, too/,
    ],
  ]);
});

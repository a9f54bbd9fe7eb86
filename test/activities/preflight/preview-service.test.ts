import { expect, test } from '@jest/globals';
import { beside, expectRefusals, found } from './refusals.js';
import { backend, httpRoute, object, planOf, service, withObjects } from './world.js';

const canary = "{ version: v2, image: 'reviews:v2', previewService: reviews-preview }";
const left = object(
  'Service',
  'reviews-preview',
  { spec: { selector: { app: 'reviews', version: 'v2' } } },
  { labels: { 'sluice.dev/preview-of': 'reviews' }, annotations: { 'sluice.dev/created-by': 'release/1' } },
);

test('the plan has it when it is asked for, and says who gets the canary by it', async () => {
  expect(await planOf()).not.toHaveProperty('previewService');
  const { previewService, notes } = await planOf({ canary });
  expect(previewService).toBe('reviews-preview');
  expect(notes.join()).toContain("Service bookinfo/reviews-preview has the canary's pods alone");
});

expectRefusals([
  [
    'a name that somebody has',
    { canary, ...beside(service('reviews-preview')) },
    /^canary\.previewService: Service bookinfo\/reviews-preview is there already, and Sluice did not make it: give/,
  ],
  [
    'the name of the users’ own',
    { canary: canary.replace('reviews-preview', 'reviews') },
    /^canary\.previewService: Service bookinfo\/reviews is there already/,
  ],
  [
    'one that a release has left',
    { canary, ...beside(left) },
    /^canary\.previewService: .* was left by release release\/1: `sluice rollback bookinfo\/reviews` takes it away/,
  ],
  [
    'a canary whose labels nobody knows yet',
    { canary: found.replace('}', ', previewService: reviews-preview }') },
    /^canary\.previewService: Deployment bookinfo\/reviews-v2 is not there yet/,
  ],
  [
    'the name of a Service that the release makes for the route',
    {
      canary: canary.replace('reviews-preview', 'reviews-v2'),
      traffic: '{ gatewayApi: { httpRoute: reviews } }',
      objects: withObjects(httpRoute('reviews', [{ backendRefs: [backend('reviews')] }])).filter(
        ({ kind }) => kind !== 'VirtualService',
      ),
    },
    /^canary\.previewService: Service bookinfo\/reviews-v2 is what the route is to lead to/,
  ],
]);

import { expect, test } from '@jest/globals';
import { reviews } from './refusals.js';
import { deployment, plain, primary, problemsOf, service, virtualService } from './world.js';

test('a spec that is none is refused with its lines', async () => {
  expect(await problemsOf({ canary: '{ version: v2 }', spec: ['stepz: {}'] })).toEqual([
    expect.stringMatching(/^line 5, spec\.canary: expected exactly one of image/),
    expect.stringMatching(/^line 8, spec\.stepz: unknown key stepz; did you mean steps\?$/),
  ]);
});

test('everything at once', async () => {
  const objects = [
    ...plain.objects.filter(({ metadata }) => metadata.name !== 'reviews'),
    service('reviews', { publishNotReadyAddresses: true }),
    deployment('reviews-v2', reviews('v2')),
    virtualService('reviews', [primary], { gateways: ['edge'] }),
  ];
  const spec = [
    "verify: { requests: [{ get: /a, expect: { json: { 'a': 1 } } }], from: { pod: app=nobody } }",
    'ways: refuse',
  ];
  const problems = await problemsOf({ objects, spec, forbidden: ({ verb }) => verb === 'patch' });
  expect(problems.map((problem) => problem.split(' ').slice(0, 4).join(' '))).toEqual([
    'Sluice has no permission',
    'Sluice has no permission',
    'Sluice has no permission',
    'verify: GET /a expects',
    'verify.from: no pod app=nobody',
    'Deployment bookinfo/reviews-v2 is there',
    'Service bookinfo/reviews has publishNotReadyAddresses:',
    'Route primary of VirtualService',
    'VirtualService bookinfo/reviews is for',
  ]);
});

import { expect, test } from '@jest/globals';
import { reviews } from './refusals.js';
import { Trouble } from '../../../activities/trouble.js';
import { deployment, examine, plain, primary, problemsOf, service, virtualService } from './world.js';

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

test('what a person should know besides is told with the problems; where there is nothing, nothing is said of it', async () => {
  const objects = plain.objects.filter(({ kind }) => kind !== 'Service');
  const beforeScraped = (): void => {
    throw new Trouble('Forbidden', 'Prometheus at http://p: no org id');
  };
  expect(await examine({ objects, beforeScraped })).toMatchObject({
    kind: 'refused',
    problems: expect.arrayContaining([expect.stringMatching(/^There is no Service bookinfo\/reviews/)]),
    notes: [
      'Who called in the last hour cannot be told: Prometheus at http://p: no org id. Ways that the route does not rule count as used.',
    ],
  });
  expect(await examine({ objects })).not.toHaveProperty('notes');
});

import { describe, expect, test } from '@jest/globals';
import { Trouble } from '../../../activities/trouble.js';
import type { Sample } from '../../../domain/check.js';
import { found, beside, expectRefusals } from './refusals.js';
import { examine, object, planOf, pod, problemsOf, type World } from './world.js';

describe('what cannot be asked', () => {
  const trouble = (type: 'Unavailable' | 'InvalidSpec', what: string) => {
    throw new Trouble(type, what);
  };
  const query = "checks: [{ name: orders, query: 'sum(', pass: '< 1' }]";

  test('a Prometheus that does not answer is told once', async () => {
    const sample = () => trouble('Unavailable', 'Prometheus at http://p:9090: connect ECONNREFUSED');
    expect(await problemsOf({ sample, spec: [query] })).toEqual([
      expect.stringMatching(/^The checks cannot be asked: Prometheus at http:\/\/p:9090: connect ECONNREFUSED;/),
    ]);
  });

  test('a query that cannot be run is told with its words; one without data is fine', async () => {
    const sample = (text: string): Sample =>
      text === 'sum(' ? trouble('InvalidSpec', 'parse error: unclosed') : { kind: 'no-data' };
    expect(await problemsOf({ sample, spec: [query] })).toEqual([
      'The query of check orders cannot be run: parse error: unclosed.',
    ]);
    await planOf({ sample, spec: ["checks: [{ name: orders, query: 'sum(up)', pass: '< 1' }]"] });
  });

  test('one that answers several series is told so, and what to do', async () => {
    const sample = (text: string): Sample => (text === 'up' ? { kind: 'many', series: 3 } : { kind: 'no-data' });
    expect(await problemsOf({ sample, spec: ["checks: [{ name: lag, query: up, pass: '< 1' }]"] })).toEqual([
      'The query of check lag cannot be run: it answers 3 series, and one number is wanted: wrap it in sum(...), or another aggregation.',
    ]);
  });

  const get = (more: string, from = ', from: { pod: app=sleep }') => [
    `verify: { requests: [{ get: /a${more} }]${from} }`,
  ];
  const strict = object('PeerAuthentication', 'own', { spec: { mtls: { mode: 'STRICT' } } });
  const bare = pod('bare', { app: 'bare' }, false);
  expectRefusals([
    [
      'no pod to send from',
      { spec: get('', ', from: { pod: app=nobody }') },
      /^verify.from: no pod app=nobody is ready in bookinfo/,
    ],
    [
      'no such container',
      { spec: get('', ', from: { pod: app=sleep, container: curl }') },
      /has no container curl; there are istio-proxy, main/,
    ],
    [
      'no curl',
      { spec: get(''), curl: () => trouble('InvalidSpec', 'executable file not found') },
      /^verify.from: container main of pod bookinfo\/sleep-1 has no curl/,
    ],
    ['an old curl', { spec: get(''), curl: () => 'curl 7.64.0' }, /has curl 7\.64: name one with curl 7\.75 or newer/],
    ['something else for curl', { spec: get(''), curl: () => 'BusyBox' }, /has a `curl` that is not curl/],
    [
      'no sidecar where mutual TLS is needed',
      { spec: get('', ', from: { pod: app=bare }'), ...beside(bare, strict) },
      /^verify.from: pod bookinfo\/bare has no sidecar, and the canary takes mutual TLS alone/,
    ],
    [
      'a path that is none',
      { spec: get(", expect: { json: { 'stars': 5 } }") },
      /expects something at "stars", which is no path: write it like \$\.reviews/,
    ],
    [
      'a header that leads elsewhere',
      { spec: get(', headers: { Host: reviews }') },
      /sets the header host, by which the mesh would lead it to somebody else/,
    ],
    [
      'a Secret that is not there',
      { spec: get(', headers: { authorization: { secretKeyRef: { name: probe, key: token } } }') },
      'verify: GET /a: header authorization: there is no Secret probe.',
    ],
    [
      'a key that is not in it',
      {
        spec: get(', headers: { authorization: { secretKeyRef: { name: probe, key: token } } }'),
        ...beside(object('Secret', 'probe', { data: { tokens: 'YQ==' } })),
      },
      'verify: GET /a: header authorization: Secret probe has no key token; it has tokens.',
    ],
  ]);

  test('a spec without requests needs no pod', async () => {
    expect(await examine({ spec: ['verify: { from: { pod: app=nobody } }'] })).toMatchObject({ kind: 'planned' });
  });
});

describe('permissions', () => {
  const forbid = (verb: string, kind: string, subresource?: string) => ({
    forbidden: (access: Parameters<World['forbidden']>[0]) =>
      access.verb === verb && access.kind === kind && access.subresource === subresource && access.namespace !== '',
  });
  expectRefusals([
    [
      'to write the route',
      forbid('patch', 'VirtualService'),
      'Sluice has no permission to patch virtualservices.networking.istio.io in namespace bookinfo: grant it to the account that the worker runs as.',
    ],
    [
      'to deploy',
      forbid('create', 'Deployment'),
      /has no permission to create deployments\.apps in namespace bookinfo/,
    ],
    ['to read Services', forbid('list', 'Service'), /has no permission to list services in namespace bookinfo/],
    ['to read routes', forbid('list', 'VirtualService'), /has no permission to list virtualservices/],
    [
      'to send requests',
      { ...forbid('create', 'Pod', 'exec'), spec: ['verify: { requests: [{ get: /a }] }'] },
      /has no permission to create pods\/exec in namespace bookinfo/,
    ],
    [
      'to read a Secret for that',
      {
        forbidden: ({ verb, kind, name }) => verb === 'get' && kind === 'Secret' && (name ?? 'probe') === 'probe',
        spec: [
          'verify: { requests: [{ get: /a, headers: { authorization: { secretKeyRef: { name: probe, key: token } } } }] }',
        ],
      },
      'Sluice has no permission to get secrets (probe) in namespace bookinfo: grant it to the account that the worker runs as.',
    ],
    [
      'to make the Service for that',
      { ...forbid('create', 'Service'), spec: ['verify: { requests: [{ get: /a }] }'] },
      /has no permission to create services in namespace bookinfo/,
    ],
    [
      'to make the pod for that',
      { ...forbid('create', 'Pod'), spec: ['verify: { requests: [{ get: /a }] }'] },
      /has no permission to create pods in namespace bookinfo/,
    ],
  ]);

  test.each<[string, Partial<World>]>([
    ['to deploy what is found', { ...forbid('create', 'Deployment'), canary: found }],
    ['to send what is not sent', forbid('create', 'Pod', 'exec')],
  ])('are not needed %s', async (_, change) => {
    expect(await examine(change)).toMatchObject({ kind: 'planned' });
  });

  test('without any, each is told, and nothing else is made up', async () => {
    const problems = await problemsOf({ forbidden: () => true });
    expect(problems.length).toBeGreaterThan(15);
    expect(problems.filter((problem) => !problem.startsWith('Sluice has no '))).toEqual([]);
  });
});

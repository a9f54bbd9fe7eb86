import { expect, test } from '@jest/globals';
import { eventually } from '../../playground/playground-command.js';
import { applyObjects, inCluster } from '../bookinfo-copy.js';
import { soon } from '../own-namespace.js';
import { fenceOf } from '../traffic/traffic-router.behaviour.js';
import {
  byRouteMain,
  deployment,
  destinationRule,
  expectThroughARelease,
  limitMs,
  main,
  RouteCase,
  to,
  virtualService,
} from './case-world.js';
import '../../patience.js';

const patch = (namespace: string, operations: unknown[]) =>
  inCluster(['patch', 'virtualservice', 'reviews', '-n', namespace, '--type=json', '-p', JSON.stringify(operations)]);
const shift = async (it: RouteCase, plan: Awaited<ReturnType<RouteCase['plan']>>, epoch = 1) =>
  it.router(plan).shift(10, { fence: fenceOf(epoch), overwrite: false }, soon());

test.concurrent(
  'a VirtualService that vanishes, or loses its route, after the preflight: told, and nothing else is written',
  () =>
    RouteCase.of('vanishing', { objects: [virtualService(byRouteMain)] }, async (it) => {
      const plan = await it.plan();
      const away = { name: 'away', match: [{ uri: { prefix: '/away' } }], redirect: { uri: '/' } };
      await patch(it.namespace, [{ op: 'replace', path: '/spec/http', value: [away] }]);
      const lost = {
        kind: 'missing',
        what: `VirtualService ${it.namespace}/reviews has lost the route of ${it.namespace}/reviews`,
      };
      expect(await shift(it, plan)).toEqual(lost);
      expect(await it.http()).toEqual([away]);
      await inCluster(['delete', 'virtualservice', 'reviews', '-n', it.namespace]);
      expect(await shift(it, plan)).toEqual({
        kind: 'missing',
        what: `VirtualService ${it.namespace}/reviews is gone`,
      });
      expect(await it.read('virtualservice')).toBeUndefined();
    }),
  limitMs,
);

test.concurrent(
  'a second route of the same name after the preflight: ours is told by what it matches, and only that is written',
  () =>
    RouteCase.of('second', { objects: [virtualService(byRouteMain)] }, async (it) => {
      const plan = await it.plan();
      const second = { name: 'main', match: [{ uri: { prefix: '/beta' } }], route: [to('v1')] };
      await patch(it.namespace, [{ op: 'add', path: '/spec/http/0', value: second }]);
      expect(await shift(it, plan)).toMatchObject({ kind: 'split', weight: 10 });
      expect(await it.http()).toEqual([second, { ...main, route: [to('v1', 90), to('v2', 10)] }]);
    }),
  limitMs,
);

test.concurrent(
  'a policy of the cluster that refuses the write: its words are told, and what is there stays',
  () =>
    RouteCase.of('denied', { objects: [virtualService(byRouteMain)] }, async (it) => {
      const plan = await it.plan();
      const name = `sluice-test-${it.namespace}`;
      const [apiVersion, metadata] = ['admissionregistration.k8s.io/v1', { name }];
      const rule = {
        ...{ apiGroups: ['networking.istio.io'], apiVersions: ['*'] },
        ...{ operations: ['UPDATE'], resources: ['virtualservices'] },
      };
      try {
        await applyObjects(
          {
            ...{ apiVersion, kind: 'ValidatingAdmissionPolicy', metadata },
            spec: {
              matchConstraints: { resourceRules: [rule] },
              validations: [{ expression: 'false', message: 'routes are frozen by the platform team' }],
            },
          },
          {
            ...{ apiVersion, kind: 'ValidatingAdmissionPolicyBinding', metadata },
            spec: {
              ...{ policyName: name, validationActions: ['Deny'] },
              matchResources: {
                namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': it.namespace } },
              },
            },
          },
        );
        let epoch = 0;
        // The API server takes a moment to know the policy: until then writes go through.
        const told = await eventually(() =>
          shift(it, plan, (epoch += 1)).then(
            () => undefined,
            (trouble: unknown) => trouble,
          ),
        );
        expect(told).toMatchObject({ message: expect.stringContaining('routes are frozen by the platform team') });
        const now = await it.read('virtualservice');
        expect(await shift(it, plan, (epoch += 1)).catch(() => 'refused')).toBe('refused');
        expect(await it.read('virtualservice')).toEqual(now);
      } finally {
        await inCluster(['delete', 'validatingadmissionpolicybinding,validatingadmissionpolicy', name]);
      }
    }),
  limitMs,
);

test.concurrent(
  'routes of a megabyte: those beside ours stay as they are, and one whose destinations are as long is refused',
  () => {
    const long = 'x'.repeat(900_000);
    const beside = {
      name: 'long',
      match: [{ uri: { prefix: '/long' } }],
      directResponse: { status: 200, body: { string: long } },
    };
    return RouteCase.of('long', { objects: [virtualService({ http: [beside, main] })] }, async (it) => {
      await expectThroughARelease(it, (stable, canary) => [to('v1', stable), to('v2', canary)], { index: 1 });
      const headers = { request: { set: { 'x-long': long.slice(0, 100_000) } } };
      await patch(it.namespace, [
        { op: 'replace', path: '/spec/http', value: [{ name: 'main', route: [{ ...to('v1'), headers }] }] },
      ]);
      expect(await it.problems()).toEqual([
        expect.stringMatching(/^Route main of VirtualService shop\/reviews has destinations of 1000\d\d bytes: /),
      ]);
    });
  },
  limitMs,
);

test.concurrent(
  'names that are words of a programming language',
  () => {
    const version = (name: string) => ({ name, labels: { version: name } });
    const objects = [
      deployment('constructor', { app: 'reviews', version: 'constructor' }),
      { ...deployment('reviews-v1', {}), spec: undefined },
      destinationRule({ subsets: [version('constructor')] }),
      virtualService({ http: [{ name: '__proto__', route: [to('constructor')] }] }),
    ];
    const spec = { canary: { version: 'toString', image: 'docker.io/sluice/reviews:v2' } };
    return RouteCase.of('constructor', { objects, spec }, async (it) => {
      await expectThroughARelease(it, (stable, canary) => [to('constructor', stable), to('tostring', canary)]);
    });
  },
  limitMs,
);

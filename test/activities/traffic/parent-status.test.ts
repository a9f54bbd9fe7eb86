import { expect, test } from '@jest/globals';
import type { KubernetesObject } from '../../../activities/kubernetes/kubernetes-object.js';
import { isTakenUp, unsettled } from '../../../activities/traffic/parent-status.js';

const edge = { name: 'edge', namespace: 'gateways', sectionName: 'http' };
const mesh = { group: '', kind: 'Service', name: 'reviews', port: 9080 };
const condition = (type: string, more: object = {}) => ({ type, status: 'True', observedGeneration: 4, ...more });
const good = [condition('Accepted'), condition('ResolvedRefs')];
const parent = (parentRef: object, conditions: object[] = good) => ({ parentRef, conditions });

/** An HTTPRoute of generation 4 with both parents. */
const route = (...parents: object[]): KubernetesObject => ({
  ...{ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute' },
  metadata: { name: 'reviews', namespace: 'shop', generation: 4 },
  ...{ spec: { parentRefs: [edge, mesh] }, status: { parents } },
});

/** What a controller writes of the same parents, with all that is meant where nothing is said. */
const written = [
  { group: 'gateway.networking.k8s.io', kind: 'Gateway', ...edge },
  { ...mesh, namespace: 'shop' },
] as const;

test('settled when every parent has taken up the route as it is', () => {
  expect(unsettled(route(parent(written[0]), parent(written[1])))).toBeUndefined();
  const programmed = [...good, condition('Programmed')];
  expect(unsettled(route(parent(edge, programmed), parent(mesh, programmed)))).toBeUndefined();
});

test('of several controllers of one parent it is enough that one has', () => {
  const refused = [condition('Accepted', { status: 'False', reason: 'NotAllowedByListeners' })];
  expect(unsettled(route(parent(edge, refused), parent(edge), parent(mesh)))).toBeUndefined();
});

test.each([
  ['a parent that no controller tells of', [parent(edge)], /^no controller has taken up .* for Service reviews$/],
  ['another port of it', [parent(edge), parent({ ...mesh, port: 81 })], /^no controller .* Service reviews$/],
  ['another listener', [parent({ ...edge, sectionName: 'tls' }), parent(mesh)], /^no controller .* gateways\/edge$/],
  [
    'a change that is not taken up',
    [parent(edge), parent(mesh, [condition('Accepted'), condition('ResolvedRefs', { observedGeneration: 3 })])],
    'HTTPRoute shop/reviews, at Service reviews: its last change is not taken up yet',
  ],
  [
    'a backend that is not there',
    [
      parent(edge, [
        good[0] ?? {},
        condition('ResolvedRefs', { status: 'False', reason: 'BackendNotFound', message: 'no x' }),
      ]),
    ],
    'HTTPRoute shop/reviews, at Gateway gateways/edge: BackendNotFound: no x',
  ],
  [
    'a data plane that has it not yet',
    [parent(edge, [...good, condition('Programmed', { status: 'Unknown', reason: 'Pending', message: 'soon' })])],
    'HTTPRoute shop/reviews, at Gateway gateways/edge: Pending: soon',
  ],
  ['nothing of its references', [parent(edge, [condition('Accepted')])], /ResolvedRefs is not told$/],
])('not settled: %s', (_, parents, why) => {
  expect(unsettled(route(...parents))).toMatch(why);
});

test('taken up is what is told of the route as it is, good or bad', () => {
  const bad = [condition('ResolvedRefs', { status: 'False' })];
  expect([isTakenUp(route()), isTakenUp(route(parent(edge), parent(mesh, bad)))]).toEqual([true, true]);
  expect(isTakenUp(route(parent(edge), parent(mesh, [condition('Accepted', { observedGeneration: 3 })])))).toBe(false);
});

test('a route without parents is carried out by nobody', () => {
  const orphan = { ...route(), spec: {} };
  expect(unsettled(orphan)).toBe('HTTPRoute shop/reviews has no parent (parentRefs)');
});

import { expect, test } from '@jest/globals';
import { beside } from './refusals.js';
import { meshCaller, object, planOf, primary, problemsOf, virtualService, type World } from './world.js';

const gateway = (name: string, namespace: string, selector: Record<string, string>) =>
  object('Gateway', name, { spec: { selector } }, { namespace });

function pod(owner: { kind: string; name: string }, labels: Record<string, string>) {
  const ownerReferences = [
    { kind: 'Policy', name: 'other' },
    { ...owner, controller: true },
  ];
  return object('Pod', `${owner.name}-x`, {}, { namespace: 'ingress', labels, ownerReferences });
}

const istio = { istio: 'ingress' };
const deployed = pod({ kind: 'ReplicaSet', name: 'edge-5d' }, { ...istio, 'pod-template-hash': '5d' });
const edge = virtualService('reviews', [primary], { hosts: ['shop.example'], gateways: ['ingress/public'] });
const second = virtualService('second', [], { hosts: ['reviews'] });
const fromEdge = (name: string) => meshCaller(name, 500, { source_workload_namespace: 'ingress' });
const world = (change: Partial<World> = {}, ...pods: (typeof deployed)[]) => ({
  ...beside(edge, second, gateway('public', 'ingress', istio), ...pods),
  callers: [fromEdge('edge')],
  ...change,
});

test.each([
  ['of a Deployment', deployed, 'edge'],
  ['of a DaemonSet', pod({ kind: 'DaemonSet', name: 'edge-5d' }, istio), 'edge-5d'],
  [
    'that are called otherwise',
    pod({ kind: 'x', name: 'y' }, { ...istio, 'service.istio.io/workload-name': 'z' }),
    'z',
  ],
])("what a gateway's pods %s have sent came by the route", async (_, its, name) => {
  const { notes } = await planOf(world({ callers: [fromEdge(name)] }, its));
  expect(notes).toContainEqual(expect.stringMatching(/^VirtualService bookinfo\/reviews .* No request came that way/));
});

test('what others have sent did not', async () => {
  const callers = [fromEdge('edge'), fromEdge('other'), meshCaller('edge', 9)];
  expect(await problemsOf(world({ callers }, deployed))).toEqual([
    expect.stringMatching(/ 509 requests came that way in the last hour \(500 from other in ingress, 9 from edge in/),
  ]);
});

test.each<[string, Partial<World>]>([
  ['the Gateway may not be read', world({ forbidden: ({ kind }) => kind === 'Gateway' }, deployed)],
  ['pods of all namespaces may not', world({ forbidden: (of) => of.kind === 'Pod' && of.namespace === '' }, deployed)],
  ['there is none', { ...world(), ...beside(edge, second, deployed) }],
  ['it has no selector', { ...world(), ...beside(edge, second, deployed, gateway('public', 'ingress', {})) }],
  ['it is that of another route', { ...world(), ...beside(edge, second, deployed, gateway('public', 'shop', istio)) }],
])('all count where %s', async (_, change) => {
  expect(await problemsOf(change)).toEqual([expect.stringMatching(/ 500 requests came that way/)]);
});

test('of two VirtualServices for the mesh a gateway of both may take either, one of the own alone may not', async () => {
  const both = { gateways: ['ingress/public', 'mesh'] };
  const own = virtualService('reviews', [primary], both);
  const objects = (rival: object) =>
    beside(
      own,
      virtualService('second', [], { hosts: ['reviews'], ...rival }),
      gateway('public', 'ingress', istio),
      deployed,
    );
  const callers = [fromEdge('edge')];
  expect((await planOf({ ...objects({}), callers })).notes).toContainEqual(
    expect.stringMatching(/^VirtualService bookinfo\/second .* No request came that way/),
  );
  expect(await problemsOf({ ...objects(both), callers })).toEqual([
    expect.stringMatching(/^VirtualService bookinfo\/second .* 500 requests came that way/),
  ]);
});

test('what a young Prometheus has counted may be older than an hour', async () => {
  const callers = [meshCaller('sleep', 9)];
  expect(await problemsOf(world({ callers, lookedSeconds: 720 }))).toEqual([
    expect.stringMatching(
      / 9 requests came that way in the last hour or before, as Prometheus began 12 min ago \(9 from/,
    ),
  ]);
});

import { describe, expect, test } from '@jest/globals';
import { apiVersionOf } from '../../../activities/kubernetes/kinds.js';
import { Trouble } from '../../../activities/trouble.js';
import { beside, expectRefusals } from './refusals.js';
import { examine, object, problemsOf, to, virtualService, without, type World } from './world.js';

type OtherApi = World['otherApis'][number];

const api = (kind: string, apiVersion: string, names: string[] | 'forbidden'): OtherApi => ({
  ...{ kind, apiVersion, plural: `${kind.toLowerCase()}s` },
  objects: names === 'forbidden' ? names : names.map((name) => object(kind, name)),
});
const solo = (...names: string[]) => api('VirtualService', 'gateway.solo.io/v1', names);
/** What the API server tells of our own kind, as of all others. */
const ours = api('VirtualService', apiVersionOf('VirtualService'), []);
const none = { objects: without('VirtualService/reviews') };
const open = '{ istio: {} }';
const byGateway = '{ gatewayApi: { rule: primary } }';

describe('where the route is not there, objects of its kind in another API are told', () => {
  expectRefusals([
    [
      'the one of its name',
      { ...none, otherApis: [ours, solo('ratings', 'reviews')] },
      'There is no VirtualService bookinfo/reviews; there are none. Namespace bookinfo has a VirtualService reviews, but of another API (gateway.solo.io/v1): the release needs one of networking.istio.io/v1.',
    ],
    [
      'others, where none has its name',
      { ...none, otherApis: [ours, solo('ratings', 'details')] },
      / there are none\. Namespace bookinfo has VirtualServices \(ratings, details\), but of another API \(gateway\.solo\.io\/v1\): /,
    ],
    [
      'very many',
      { ...none, otherApis: [ours, solo(...Array.from({ length: 12 }, (_, index) => `s${index}`))] },
      /\(s0, s1, .*, s9 …\), but of another API/,
    ],
    [
      'where the route is sought, and there is no VirtualService',
      { ...none, traffic: open, otherApis: [ours, solo('reviews')] },
      /^No HTTP route of a VirtualService leads to reviews .*: make one whose destination it is\. Namespace bookinfo has a VirtualService reviews, but of another API \(gateway\.solo\.io\/v1\)/,
    ],
    [
      'where the route is sought, and none leads to the Service',
      {
        ...beside(virtualService('reviews', [{ route: [to(undefined, 1, 'ratings')] }])),
        ...{ traffic: open, otherApis: [ours, solo('reviews')] },
      },
      /^No HTTP route of a VirtualService leads to reviews \(looked at: reviews\).* Namespace bookinfo has a VirtualService reviews, but of another API /,
    ],
    [
      'where the route is sought by a name that none has',
      { traffic: '{ istio: { route: other } }', otherApis: [ours, solo('reviews')] },
      /^No VirtualService in bookinfo has a route other .* Namespace bookinfo has a VirtualService reviews, but of another API /,
    ],
    [
      'what may not be listed',
      { ...none, otherApis: [ours, api('VirtualService', 'gateway.solo.io/v1', 'forbidden')] },
      / there are none\. The cluster has VirtualServices of another API \(gateway\.solo\.io\/v1\), which could not be listed: the release needs one of networking\.istio\.io\/v1\.$/,
    ],
    [
      'the Gateway API of before, and that of another mesh',
      {
        traffic: byGateway,
        otherApis: [
          api('HTTPRoute', 'networking.x-k8s.io/v1alpha1', ['reviews']),
          api('HTTPRoute', 'policy.linkerd.io/v1beta2', ['reviews']),
        ],
      },
      / Namespace bookinfo has a HTTPRoute reviews, but of the early Gateway API, which is not read \(networking\.x-k8s\.io\/v1alpha1\): the release needs one of gateway\.networking\.k8s\.io\/v1\. Namespace bookinfo has a HTTPRoute reviews, but of another API \(policy\.linkerd\.io\/v1beta2\): /,
    ],
    [
      'an older version of our own, where the cluster lacks ours',
      {
        ...{ ...none, traffic: open, unknown: ['VirtualService'] },
        otherApis: [
          api('VirtualService', 'networking.istio.io/v1beta1', ['reviews']),
          api('VirtualService', 'networking.istio.io/v1alpha3', ['reviews']),
        ],
      },
      'The cluster knows no VirtualServices of networking.istio.io/v1: install Istio (istio.io), or name another way to split traffic. Namespace bookinfo has a VirtualService reviews, but of another version (networking.istio.io/v1beta1): the release needs one of networking.istio.io/v1.',
    ],
  ]);
});

describe('nothing is told of them', () => {
  const asked = () => {
    throw new Error('asked');
  };
  const older = api('VirtualService', 'networking.istio.io/v1beta1', ['reviews']);

  test('where they are of other namespaces', async () => {
    const elsewhere = object('VirtualService', 'reviews', {}, { namespace: 'shop' });
    expect(await problemsOf({ ...none, otherApis: [ours, { ...solo(), objects: [elsewhere] }] })).toEqual([
      'There is no VirtualService bookinfo/reviews; there are none.',
    ]);
  });

  test('where they are ours, in a version that is served beside', async () => {
    expect(await problemsOf({ ...none, otherApis: [ours, older] })).toEqual([
      'There is no VirtualService bookinfo/reviews; there are none.',
    ]);
  });

  test.each<[string, Partial<World>]>([
    ['the route is there', {}],
    ['it is there, and was sought', { traffic: open }],
    ['no route is wanted', { objects: none.objects, traffic: '{ replicas: {} }' }],
    [
      'its own kind may not be listed',
      { ...none, forbidden: ({ verb, kind }) => verb === 'list' && kind === 'VirtualService' },
    ],
  ])('nor is anybody asked, where %s', async (_, world) => {
    await examine({ ...world, beforeApis: asked });
    await expect(examine({ ...none, beforeApis: asked })).rejects.toThrow('asked');
  });

  test('where the API server has trouble to tell', async () => {
    const beforeApis = () => {
      throw new Trouble('Unavailable', 'it is slow');
    };
    expect(await problemsOf({ ...none, beforeApis, otherApis: [ours, solo('reviews')] })).toEqual([
      'There is no VirtualService bookinfo/reviews; there are none.',
    ]);
  });

  test('where the object is there, and its route is not', async () => {
    expect(await problemsOf({ route: 'primry', otherApis: [ours, solo('reviews')] })).toEqual([
      'VirtualService bookinfo/reviews has no route primry; did you mean primary?',
    ]);
  });
});

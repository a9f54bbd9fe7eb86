import { describe, expect, test } from '@jest/globals';
import { Trouble } from '../../../activities/trouble.js';
import { reviews, found, beside, expectRefusals } from './refusals.js';
import {
  bareCallers,
  deployment,
  examine,
  meshCaller,
  object,
  planOf,
  primary,
  problemsOf,
  rule,
  virtualService,
  withObjects,
  type World,
} from './world.js';

describe('clients without a sidecar', () => {
  const counted = (count: number) => ({ callers: [bareCallers(count), meshCaller('sleep', 1000)] });

  test('are refused with their number, and the share that they would get', async () => {
    expect(await problemsOf(counted(1234))).toEqual([
      expect.stringMatching(
        /^Clients without a sidecar call reviews, .* \(50 %\)\. 1,234 requests came that way in the last hour \(1,234 from clients without a sidecar\)\. Give them sidecars, .*STRICT\), or write `ways: accept` into the release's spec\.$/,
      ),
    ]);
    const { notes } = await planOf({ ...counted(0.6), spec: ['ways: accept'] });
    expect(notes[0]).toMatch(/^Accepted: .* \(50 %\)\. 1 request came that way in the last hour/);
  });

  test.each<[string, Partial<World>]>([
    ['none in the last hour', counted(0)],
    ['those of another Service', { callers: [bareCallers(10, { destination_service_name: 'ratings' })] }],
    [
      'those under mutual TLS, whoever they are',
      { callers: [bareCallers(10, { connection_security_policy: 'mutual_tls' })] },
    ],
    ['those of the mesh that speak plainly', { callers: [bareCallers(10, { source_workload: 'sleep' })] }],
  ])('%s are let be', async (_, change) => {
    expect(await examine(change)).toMatchObject({ kind: 'planned' });
  });

  test('whom nobody counts are not let in unsaid: a moment of silence is waited for, a longer one refuses', async () => {
    const trouble = new Trouble('Unavailable', 'Prometheus does not answer');
    let asked = 0;
    const once = () => {
      asked += 1;
      if (asked === 1) throw trouble;
    };
    expect(await problemsOf({ ...counted(7), beforeScraped: once })).toEqual([
      expect.stringContaining('7 requests came that way in the last hour'),
    ]);
    const always = () => {
      throw trouble;
    };
    expect(await problemsOf({ beforeScraped: always })).toEqual([
      expect.stringMatching(
        /^Whether clients without a sidecar call reviews could not be asked of Prometheus; no route would rule them: .*\(50 %\)\. Give them sidecars, .* or write `ways: accept` into the release's spec\.$/,
      ),
    ]);
    const { notes } = await planOf({ beforeScraped: always, spec: ['ways: accept'] });
    expect(notes).toContainEqual(expect.stringMatching(/^Accepted: Whether clients without a sidecar call reviews/));
  });

  test('do not get in under mutual TLS alone', async () => {
    const mode = (name: string, spec: unknown, namespace = 'bookinfo') =>
      object('PeerAuthentication', name, { spec }, { namespace });
    const strict = { mtls: { mode: 'STRICT' } };
    const change = counted(10);
    const under = (...rules: ReturnType<typeof mode>[]) => examine({ ...change, objects: withObjects(...rules) });
    const refused = { kind: 'refused' };
    const planned = { kind: 'planned' };
    expect(await under(mode('own', strict))).toMatchObject(planned);
    expect(await under(mode('mesh', strict, 'istio-system'))).toMatchObject(planned);
    expect(await under(mode('mesh', strict, 'shop'))).toMatchObject(refused);
    const permissive = { mtls: { mode: 'PERMISSIVE' } };
    expect(await under(mode('own', permissive), mode('mesh', strict, 'istio-system'))).toMatchObject(refused);
    expect(await under(mode('own', { mtls: { mode: 'UNSET' } }), mode('mesh', strict, 'istio-system'))).toMatchObject(
      planned,
    );
    const forReviews = { ...permissive, selector: { matchLabels: { app: 'reviews' } } };
    expect(await under(mode('own', strict), mode('reviews', forReviews))).toMatchObject(refused);
    expect(await under(mode('own', { ...strict, portLevelMtls: { 9080: permissive.mtls } }))).toMatchObject(refused);
  });
});

describe('owners', () => {
  const argo = { annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:bookinfo/x' } };
  const flux = { labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps' } };
  const route = (metadata: Record<string, unknown>) => beside(virtualService('reviews', [primary], {}, metadata));
  const stable = (metadata: Record<string, unknown>) => beside(deployment('reviews-v1', reviews('v1'), {}, metadata));
  expectRefusals([
    [
      'Argo CD has the route',
      route(argo),
      /^VirtualService bookinfo\/reviews belongs to Argo CD.*ignoreDifferences: \[\{ group: networking\.istio\.io, kind: VirtualService, name: reviews, jqPathExpressions: \['\.spec\.http\[0\]\.route'\] \}\].*RespectIgnoreDifferences=true.*sluice\.dev\/gitops: ignored\.$/,
    ],
    [
      'Argo CD has stable',
      stable(argo),
      /^Deployment bookinfo\/reviews-v1 belongs to Argo CD.*'\.spec\.replicas'.*decommission: leave\)\.$/,
    ],
    [
      'Flux has the route',
      route(flux),
      /^VirtualService bookinfo\/reviews belongs to Flux.*kustomize\.toolkit\.fluxcd\.io\/reconcile: disabled/,
    ],
    [
      'whom only managed fields tell',
      route({ managedFields: [{ manager: 'argocd-controller' }] }),
      /belongs to Argo CD/,
    ],
    [
      'the rule that gets a subset',
      beside({
        ...rule('reviews', { v1: { version: 'v1' } }),
        metadata: { name: 'reviews', namespace: 'bookinfo', ...argo },
      }),
      /^DestinationRule bookinfo\/reviews belongs to Argo CD.*\.spec\.subsets/,
    ],
    [
      'the canary that gets a label',
      { canary: found, objects: withObjects(deployment('reviews-v2', { version: 'v2' }, {}, argo)) },
      /^Deployment bookinfo\/reviews-v2 belongs to Argo CD.*\.spec\.template\.metadata\.labels/,
    ],
  ]);

  test.each<[string, Partial<World>]>([
    [
      'a person says that they leave it alone',
      route({ annotations: { ...argo.annotations, 'sluice.dev/gitops': 'ignored' } }),
    ],
    ['Flux is told to', route({ ...flux, annotations: { 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' } })],
    ['stable is left to them', { ...stable(argo), spec: ['decommission: leave'] }],
  ])('are no problem when %s', async (_, change) => {
    expect(await examine(change)).toMatchObject({ kind: 'planned' });
  });
});

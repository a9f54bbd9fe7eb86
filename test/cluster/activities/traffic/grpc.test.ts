import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { gatewayRouter } from '../../../../activities/traffic/gateway-api.js';
import type { GatewayRoute } from '../../../../domain/plan.js';
import type { StreamCounts } from '../../../../playground/cluster/users-counts.js';
import { isPlausible } from '../../../plausible.js';
import { eventually } from '../../playground/playground-command.js';
import { applyObjects, deploymentOf, inCluster } from '../bookinfo-copy.js';
import { closeNamespace, cluster, soon } from '../own-namespace.js';
import { triedAgain } from './gateway-world.js';
import { fenceOf } from './traffic-router.behaviour.js';
import { ratingsRoute, ratingsStreams } from './ratings-by-grpc.js';
import '../../patience.js';

const namespace = 'grpc-router-test';
const ports = [{ name: 'grpc', port: 9090, targetPort: 9090 }];
const versionService = (version: string) => ({
  name: `ratings-${version}`,
  selector: { app: 'ratings', version },
  ports,
});

/** From the Service that has both versions, by a GRPCRoute in the mesh. */
const route: GatewayRoute = {
  kind: 'gateway-api',
  namespace,
  resource: 'GRPCRoute',
  name: 'ratings',
  rule: { by: 'name', name: 'primary' },
  stable: { host: 'ratings-v1', port: { number: 9090 } },
  stableService: versionService('v1'),
  canary: { host: 'ratings-v2', port: { number: 9090 } },
  missingServices: [versionService('v1'), versionService('v2')],
  before: [{ destination: { host: 'ratings', port: { number: 9090 } }, weight: 1 }],
};
const router = triedAgain(gatewayRouter(cluster, route, `${namespace}/ratings`));

const ratings = (version: string) =>
  deploymentOf(namespace, `ratings-${version}`, {
    labels: { app: 'ratings', version, 'sidecar.istio.io/inject': 'false' },
    image: 'docker.io/sluice/ratings:v1',
    env: [{ name: 'VERSION', value: version }],
    readinessProbe: { httpGet: { path: '/ready', port: 9080 }, periodSeconds: 1 },
  });

const users = deploymentOf(namespace, 'users', {
  labels: { app: 'users' },
  image: 'docker.io/sluice/users:v1',
  env: [{ name: 'STREAMS', value: JSON.stringify(ratingsStreams(namespace)) }],
  ports: [{ containerPort: 9100 }],
});

beforeAll(async () => {
  await inCluster(['delete', 'namespace', namespace, '--ignore-not-found', '--wait=true']);
  const labels = { 'istio-injection': 'enabled' };
  await applyObjects({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } });
  await applyObjects(
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'ratings', namespace },
      spec: { selector: { app: 'ratings' }, ports },
    },
    { ...ratingsRoute, metadata: { ...ratingsRoute.metadata, namespace } },
    ...[ratings('v1'), ratings('v2'), users],
  );
  await inCluster(['wait', 'deployment', '--all', '-n', namespace, '--for=condition=Available', '--timeout=900s']);
});
afterAll(() => closeNamespace(namespace));

interface Counts {
  byVersion: Record<string, number>;
  byStatus: Record<string, number>;
}

/** What the clients have got so far, all together. */
async function counts(): Promise<Counts> {
  const pod = await inCluster([
    'get',
    'pods',
    '-n',
    namespace,
    '-l',
    'app=users',
    '-o',
    'jsonpath={.items[0].metadata.name}',
  ]);
  const text = await inCluster(['get', '--raw', `/api/v1/namespaces/${namespace}/pods/${pod}:9100/proxy/counts`]);
  const { streams: all } = JSON.parse(text) as { streams: Record<string, StreamCounts> };
  const sum = (field: keyof Counts) => {
    const total: Record<string, number> = {};
    for (const each of Object.values(all))
      for (const [name, count] of Object.entries(each[field])) total[name] = (total[name] ?? 0) + count;
    return total;
  };
  return { byVersion: sum('byVersion'), byStatus: sum('byStatus') };
}

/** How many of at least so many calls from now on each version has answered. */
async function answered(least: number): Promise<{ v1: number; v2: number }> {
  const before = await counts();
  const found = await eventually(async () => {
    const { byVersion } = await counts();
    const of = (version: string) => (byVersion[version] ?? 0) - (before.byVersion[version] ?? 0);
    const [v1, v2] = [of('v1'), of('v2')];
    return v1 + v2 >= least ? { v1, v2 } : undefined;
  });
  if (!found) throw new Error(`fewer than ${least} calls are answered`);
  return found;
}

const shift = (weight: number, epoch: number) =>
  router.shift(weight, { fence: fenceOf(epoch), overwrite: false }, soon());
const only = (version: 'v1' | 'v2') =>
  eventually(async () => {
    const { v1, v2 } = await answered(40);
    return { v1, v2 }[version] === v1 + v2;
  });

test('gRPC clients get each version by the weight of a GRPCRoute, call by call, and no call of theirs fails', async () => {
  const areThere = () =>
    answered(10).then(
      () => true,
      () => false,
    ); // before, nobody answers there
  expect(await eventually(areThere, 600)).toBe(true);
  await shift(0, 1);
  expect(await only('v1')).toBe(true);
  const before = await counts();
  await shift(30, 2);
  expect(await eventually(async () => (await answered(10)).v2 > 0)).toBe(true);
  // Each message is a call of its own, and the proxy of the one pod that calls has the route: a matter of chance each time.
  const { v1, v2 } = await answered(500);
  expect({ v1, v2, isPlausible: isPlausible(v2, v1 + v2, 0.3) }).toEqual({ v1, v2, isPlausible: true });
  await shift(100, 3);
  expect(await only('v2')).toBe(true);
  await router.release('canary', fenceOf(4), soon());
  expect(await only('v2')).toBe(true);
  const { byStatus } = await counts();
  const changed = Object.keys(byStatus).filter((name) => byStatus[name] !== before.byStatus[name]);
  expect(changed.toSorted()).toEqual(['message']);
});

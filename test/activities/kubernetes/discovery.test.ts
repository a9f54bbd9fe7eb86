import { afterEach, expect, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiServer } from '../../../activities/kubernetes/api-server.js';
import { apisWith } from '../../../activities/kubernetes/discovery.js';

const signal = () => AbortSignal.timeout(50_000);
let server: Server;

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function serverThat(answers: RequestListener): Promise<ApiServer> {
  server = createServer(answers);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const config = new KubeConfig();
  config.loadFromClusterAndUser({ name: 'a', server: `http://127.0.0.1:${port}`, skipTLSVerify: true }, { name: 'a' });
  return new ApiServer(config, 50_000);
}

const resource = (kind: string, plural: string, scope = 'Namespaced') => ({
  ...{ resource: plural, responseKind: { group: '', version: '', kind }, scope },
  ...{ singularResource: kind.toLowerCase(), verbs: ['list'] },
});
const group = (name: string, versions: Record<string, unknown[]>) => ({
  metadata: { name, creationTimestamp: null },
  versions: Object.entries(versions).map(([version, resources]) => ({ version, resources, freshness: 'Current' })),
});
const routes = resource('HTTPRoute', 'httproutes');
const listed = {
  ...{ kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {} },
  items: [
    group('apps', { v1: [resource('Deployment', 'deployments')] }),
    group('gateway.networking.k8s.io', { v1: [resource('Gateway', 'gateways'), routes], v1beta1: [routes] }),
    group('policy.linkerd.io', { v1beta3: [{ ...routes, resource: 'linkerdroutes' }], v1alpha1: undefined as never }),
    group('of.clusters', { v1: [resource('HTTPRoute', 'httproutes', 'Cluster')] }),
    { metadata: { name: 'away.example' } },
  ],
};

test('of every group and version that has the kind in namespaces, in the order of the API server, with one request', async () => {
  const asked: string[] = [];
  const api = await serverThat((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.accept}`);
    response.end(JSON.stringify(listed));
  });
  expect(await apisWith(api, 'HTTPRoute', signal())).toEqual([
    { kind: 'HTTPRoute', apiVersion: 'gateway.networking.k8s.io/v1', plural: 'httproutes' },
    { kind: 'HTTPRoute', apiVersion: 'gateway.networking.k8s.io/v1beta1', plural: 'httproutes' },
    { kind: 'HTTPRoute', apiVersion: 'policy.linkerd.io/v1beta3', plural: 'linkerdroutes' },
  ]);
  expect(asked).toEqual([
    expect.stringMatching(/^GET \/apis application\/json;g=apidiscovery\.k8s\.io;v=v2;as=APIGroupDiscoveryList,/),
  ]);
});

test('an API server that lists the names of groups alone does not tell', async () => {
  const names = {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: [{ name: 'gateway.networking.k8s.io', versions: [] }],
  };
  const api = await serverThat((_, response) => response.end(JSON.stringify(names)));
  expect(await apisWith(api, 'HTTPRoute', signal())).toEqual([]);
});

test('an API server that does not let us ask is trouble', async () => {
  const api = await serverThat((_, response) => response.writeHead(403).end('{"message":"no"}'));
  await expect(apisWith(api, 'HTTPRoute', signal())).rejects.toMatchObject({ type: 'Forbidden' });
});

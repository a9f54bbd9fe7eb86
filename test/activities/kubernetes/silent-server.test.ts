import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Cluster } from '../../../activities/kubernetes/cluster.js';
import { kubernetesCluster } from '../../../activities/kubernetes/kubernetes-cluster.js';

const signal = () => AbortSignal.timeout(50_000);
/** A time limit that no test waits for. */
const hourMs = 3_600_000;
const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } };
let server: Server;
let connections: number;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-api-'));
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  await rm(folder, { recursive: true });
});

/** A cluster whose API server answers like this. */
async function clusterThat(answers: RequestListener, timeoutMs = hourMs): Promise<Cluster> {
  connections = 0;
  server = createServer({ keepAliveTimeout: hourMs }, answers).on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return clusterAt((server.address() as AddressInfo).port, timeoutMs);
}

async function clusterAt(port: number, timeoutMs = hourMs): Promise<Cluster> {
  const cluster = { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true };
  const path = join(folder, 'kubeconfig');
  const config = {
    clusters: [{ name: 'a', cluster }],
    users: [{ name: 'a', user: { token: 'x' } }],
    contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
    'current-context': 'a',
  };
  await writeFile(path, stringify(config));
  return kubernetesCluster({ path, timeoutMs });
}

test('connections are kept: calls that follow each other open no new ones', async () => {
  const cluster = await clusterThat((_, response) => response.end(JSON.stringify(pod)));
  for (let count = 0; count < 20; count += 1) await cluster.get('Pod', 'a', 'a', signal());
  expect(connections).toBeLessThanOrEqual(2);
});

test('streams that end open no connections anew, nor do the calls that follow', async () => {
  const cluster = await clusterThat(({ url = '' }, response) => {
    if (url.includes('watch=true')) response.write(`${JSON.stringify({ type: 'ADDED', object: pod })}\n`);
    else response.end(JSON.stringify(pod));
  });
  await cluster.get('Pod', 'a', 'a', signal());
  const stop = new AbortController();
  const streams = Array.from({ length: 5 }, () => {
    let told = (): void => undefined;
    const began = new Promise<void>((resolve) => (told = resolve));
    return { began, ended: cluster.watch({ kind: 'Pod', namespace: 'a' }, told, stop.signal) };
  });
  await Promise.all(streams.map(({ began }) => began));
  stop.abort();
  await Promise.all(streams.map(({ ended }) => ended));
  for (let count = 0; count < 10; count += 1) await cluster.get('Pod', 'a', 'a', signal());
  expect(connections).toBeLessThanOrEqual(5 + 2);
});

test('an API server that hangs is given up after the time limit', async () => {
  const cluster = await clusterThat(() => undefined, 300);
  await expect(cluster.get('Pod', 'a', 'a', signal())).rejects.toMatchObject({
    type: 'Unavailable',
    message: expect.stringContaining('no answer within 300 ms'),
  });
});

test('a signal ends the wait for an API server that hangs, long before the time limit', async () => {
  const cluster = await clusterThat(() => undefined);
  const stop = new AbortController();
  const reason = new Error('cancelled');
  const waiting = cluster.get('Pod', 'a', 'a', stop.signal);
  stop.abort(reason);
  await expect(waiting).rejects.toBe(reason);
});

test('an answer that stops in the middle is given up after the time limit, too', async () => {
  const cluster = await clusterThat((_, response) => response.write('{"apiVersion":'), 300);
  await expect(cluster.get('Pod', 'a', 'a', signal())).rejects.toMatchObject({ type: 'Unavailable' });
});

test('an API server that is not there is told with its address', async () => {
  await clusterThat(() => undefined);
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const cluster = await clusterAt(port);
  await expect(cluster.get('Pod', 'a', 'a', signal())).rejects.toMatchObject({
    type: 'Unavailable',
    message: expect.stringMatching(
      /read Pod a\/a: the API server at http:\/\/127.0.0.1:\d+ does not answer .*ECONNREFUSED/,
    ),
  });
});

test('an answer that is no JSON is Unavailable', async () => {
  const cluster = await clusterThat((_, response) => response.end('<html>'));
  await expect(cluster.get('Pod', 'a', 'a', signal())).rejects.toMatchObject({ type: 'Unavailable' });
});

test('a connection that breaks is Unavailable', async () => {
  const cluster = await clusterThat((request) => request.socket.destroy());
  await expect(cluster.get('Pod', 'a', 'a', signal())).rejects.toMatchObject({ type: 'Unavailable' });
});

test('a watch is taken up again when its connection is lost or the server is away', async () => {
  let calls = 0;
  const cluster = await clusterThat((_, response) => {
    calls += 1;
    if (calls === 2) response.writeHead(503).end();
    else if (calls === 1)
      response.write(`${JSON.stringify({ type: 'ADDED', object: pod })}\n`, () => response.destroy());
    else response.write(`${JSON.stringify({ type: 'MODIFIED', object: pod })}\n{"type":"BOOKMARK"}\n`);
  });
  const stop = new AbortController();
  const seen: string[] = [];
  await cluster.watch(
    { kind: 'Pod', namespace: 'a' },
    ({ type }) => {
      seen.push(type);
      if (seen.length === 2) stop.abort();
    },
    stop.signal,
  );
  expect(seen).toEqual(['ADDED', 'MODIFIED']);
});

test('a watch that is not allowed says so', async () => {
  const cluster = await clusterThat((_, response) => response.writeHead(403).end('{"message":"no"}'));
  const watching = cluster.watch({ kind: 'Pod', namespace: 'a' }, () => undefined, signal());
  await expect(watching).rejects.toMatchObject({ type: 'Forbidden' });
});

test('a kubeconfig that is not there, or lacks the context, is told', async () => {
  expect(() => kubernetesCluster({ path: join(folder, 'none') })).toThrow(/Cannot read .*none/);
  await clusterAt(1);
  expect(() => kubernetesCluster({ path: join(folder, 'kubeconfig'), context: 'b' })).toThrow(/has no context b/);
});

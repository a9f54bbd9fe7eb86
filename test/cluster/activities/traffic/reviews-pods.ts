import { applyObjects, deploymentOf, inCluster } from '../bookinfo-copy.js';

/** Two versions of reviews behind one Service, without sidecars, and a pod in the mesh to ask from. */
export async function openReviews(namespace: string): Promise<void> {
  await inCluster(['delete', 'namespace', namespace, '--ignore-not-found', '--wait=true']);
  const labels = { 'istio-injection': 'enabled' };
  await applyObjects({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } });
  const bare = { 'sidecar.istio.io/inject': 'false' };
  const version = (name: string) =>
    deploymentOf(namespace, `reviews-${name}`, {
      labels: { app: 'reviews', version: name, ...bare },
      image: `docker.io/sluice/reviews:${name}`,
      readinessProbe: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 1 },
    });
  await applyObjects(
    serviceOf(namespace, 'reviews', { app: 'reviews' }),
    version('v1'),
    version('v2'),
    deploymentOf(namespace, 'sleep', {
      labels: { app: 'sleep' },
      image: 'docker.io/sluice/sleep:v1',
      command: ['sleep', 'infinity'],
    }),
  );
  await inCluster(['wait', 'deployment', '--all', '-n', namespace, '--for=condition=Available', '--timeout=900s']);
}

export function serviceOf(namespace: string, name: string, selector: Record<string, string>) {
  const ports = [{ name: 'http', port: 9080, targetPort: 9080 }];
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { selector, ports } };
}

interface Asked {
  url: string;
  host?: string;
  requests: number;
  /** Whether each has a connection of its own: without a proxy a connection that is kept goes to one pod for good. */
  isFresh?: boolean;
}

/** Sends GET requests from the pod `sleep`, one after the other: how often came which status and version. */
export async function askFor(
  namespace: string,
  { url, host, requests, isFresh = false }: Asked,
): Promise<Record<string, number>> {
  const format = '%{http_code} %header{x-app-version}%{errormsg}\\n';
  const headers = [
    ...(host === undefined ? [] : ['-H', `host: ${host}`]),
    ...(isFresh ? ['-H', 'connection: close'] : []),
  ];
  const curl = ['curl', '-s', '-o', '/dev/null', '-w', format, '-m', '10', ...headers, `${url}?n=[1-${requests}]`];
  const out = await inCluster(['exec', '-n', namespace, 'deploy/sleep', '-c', 'app', '--', ...curl]);
  const counts: Record<string, number> = {};
  for (const line of out.trim().split('\n')) counts[line] = (counts[line] ?? 0) + 1;
  return counts;
}

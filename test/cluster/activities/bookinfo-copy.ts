import { parseAllDocuments } from 'yaml';
import { apply, kubectl, manifest } from '../../../playground/cluster/cluster.js';
import { presentCluster } from '../../../playground/present-cluster.js';

interface Copied {
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  spec: { replicas?: number };
}

const needed = ['default', 'reviews', 'reviews-v1', 'ratings', 'ratings-v1', 'sleep', 'sleep-bare'];

/** A namespace of a test's own, with reviews v1, ratings and both sleeps of bookinfo, ready to be asked. */
export async function copyBookinfo(namespace: string): Promise<void> {
  const documents = parseAllDocuments(await manifest('apps/manifests/bookinfo.yaml'));
  const objects = documents.map((document) => document.toJS() as Copied);
  const own = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace, labels: { 'istio-injection': 'enabled' } },
  };
  await applyObjects(own);
  await applyObjects(
    ...objects
      .filter(({ kind, metadata }) => kind !== 'Namespace' && needed.includes(metadata.name))
      .map((object) => ({ ...object, metadata: { ...object.metadata, namespace } })),
  );
  await inCluster(['wait', 'deployment', '--all', '-n', namespace, '--for=condition=Available', '--timeout=900s']);
}

export async function removeNamespace(namespace: string): Promise<void> {
  await inCluster(['delete', 'namespace', namespace, '--ignore-not-found', '--wait=false']);
}

/** Makes the objects so, whatever they were. */
export async function applyObjects(...objects: unknown[]): Promise<void> {
  await apply(await presentCluster(), objects.map((object) => JSON.stringify(object)).join('\n---\n'));
}

export async function inCluster(args: string[]): Promise<string> {
  return kubectl(await presentCluster(), args);
}

/** A Deployment of one pod from one of bookinfo's images, with these labels and these alone. */
export function deploymentOf(
  namespace: string,
  name: string,
  { labels, ...container }: { labels: Record<string, string>; image: string; [field: string]: unknown },
): unknown {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: { 'traffic.sidecar.istio.io/excludeInboundPorts': '9100' } },
        spec: {
          terminationGracePeriodSeconds: 1,
          containers: [
            {
              ...{ name: 'app', imagePullPolicy: 'Never', ports: [{ name: 'http', containerPort: 9080 }] },
              ...{ resources: { requests: { cpu: '5m', memory: '16Mi' } }, ...container },
            },
          ],
        },
      },
    },
  };
}

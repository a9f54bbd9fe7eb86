import type { Forwarded } from '../forward.js';
import { Problem } from '../problem.js';
import { type Cluster, kubectl } from './cluster.js';

interface Service {
  metadata: { name: string; namespace: string };
  spec: { ports: { name?: string; port: number }[] };
}

/** Istio's ingress gateway in somebody's cluster. @throws Problem when there is no Istio, or no gateway. */
export async function findGateway(cluster: Cluster): Promise<Forwarded> {
  if ((await services(cluster, 'app=istiod')).length === 0) {
    throw new Problem(
      'There is no Istio in this cluster (no Service labelled app=istiod)',
      'Install it (istio.io), then run up again',
    );
  }
  const gateway = await first(cluster, ['istio=ingressgateway'], (port) => port.port === 80);
  if (gateway) return gateway;
  throw new Problem(
    'There is no ingress gateway in this cluster (a Service labelled istio=ingressgateway)',
    'Install one (istio.io/docs), then run up again',
  );
}

/** Prometheus in somebody's cluster, by the labels of its usual installations. @throws Problem when there is none. */
export async function findPrometheus(cluster: Cluster): Promise<Forwarded> {
  const found = await first(
    cluster,
    ['app.kubernetes.io/name=prometheus', 'app=prometheus', 'operated-prometheus=true'],
    () => true,
  );
  if (found) return found;
  throw new Problem(
    'There is no Prometheus in this cluster (a Service labelled app.kubernetes.io/name=prometheus)',
    "Install it (Istio's samples/addons has one), then run up again",
  );
}

async function first(
  cluster: Cluster,
  labels: string[],
  accepts: (port: { port: number }) => boolean,
): Promise<Forwarded | undefined> {
  for (const label of labels) {
    for (const { metadata, spec } of await services(cluster, label)) {
      const port = spec.ports.find(accepts);
      if (port) return { namespace: metadata.namespace, service: metadata.name, port: port.port };
    }
  }
  return undefined;
}

async function services(cluster: Cluster, label: string): Promise<Service[]> {
  const list = await kubectl(cluster, [
    'get',
    'services',
    '-A',
    '-l',
    label,
    '-o',
    'json',
    '--request-timeout=10s',
  ]).catch((cause: unknown) => {
    throw new Problem(
      'The cluster of that context does not answer',
      'Check it: kubectl config get-contexts, kubectl cluster-info',
      { cause },
    );
  });
  return (JSON.parse(list) as { items: Service[] }).items;
}

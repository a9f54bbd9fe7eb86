import { apply, type Cluster, kubectl, waitAvailable } from '../../playground/cluster/cluster.js';

const namespace = 'bench';

/**
 * Many services over the same two Deployments, so that as many releases can run at once as there are services: the canary
 * is found, and dark by route. No users: what is measured here is Sluice, Temporal and the API server.
 */
export class Field {
  readonly services: string[];
  readonly #cluster: Cluster;

  private constructor(cluster: Cluster, services: string[]) {
    this.#cluster = cluster;
    this.services = services;
  }

  static async open(cluster: Cluster, size: number): Promise<Field> {
    const services = Array.from({ length: size }, (_, index) => `service-${index + 1}`);
    const pairs = ['v1', 'v2'].map((version) => sleeping({ namespace, app: 'bench', version, replicas: 1 }));
    const items = [...pairs, ...services.flatMap(objectsOf)];
    await raise(cluster, namespace, items);
    return new Field(cluster, services);
  }

  async close(): Promise<void> {
    await kubectl(this.#cluster, ['delete', 'namespace', namespace, '--wait=false']);
  }

  /** A release of the service with these weights, each held until somebody says otherwise. */
  specText(service: string, weights: number[]): string {
    return JSON.stringify({
      ...{ apiVersion: 'sluice/v1', kind: 'Release', metadata: { namespace, name: service } },
      spec: {
        canary: { version: 'v2', deployment: 'bench-v2' },
        traffic: { istio: {} },
        steps: weights.map((weight) => ({ weight, hold: '1h' })),
        ...{ ways: 'accept', decommission: 'leave' },
      },
    });
  }
}

/** A namespace that has these objects and nothing else, once its Deployments are available. */
export async function raise(cluster: Cluster, name: string, items: object[]): Promise<void> {
  await kubectl(cluster, ['delete', 'namespace', name, '--ignore-not-found']);
  await apply(cluster, JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  await apply(cluster, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  await waitAvailable(cluster, { namespaces: [name], report: () => undefined });
}

/** A Deployment whose pods do nothing, and are quickly there and gone. */
export function sleeping(of: { namespace: string; app: string; version: string; replicas: number }): object {
  const { namespace: where, app, version, replicas } = of;
  const labels = { app, version };
  return {
    ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: `${app}-${version}`, namespace: where } },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 1,
          containers: [
            {
              name: 'sleep',
              image: 'docker.io/sluice/sleep:v1',
              imagePullPolicy: 'Never',
              command: ['sleep', 'infinity'],
            },
          ],
        },
      },
    },
  };
}

function objectsOf(name: string): object[] {
  const istio = (kind: string, spec: object) => ({
    ...{ apiVersion: 'networking.istio.io/v1', kind, metadata: { name, namespace } },
    spec,
  });
  return [
    {
      ...{ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace } },
      spec: { selector: { app: 'bench' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
    },
    istio('DestinationRule', {
      host: name,
      subsets: ['v1', 'v2'].map((version) => ({ name: version, labels: { version } })),
    }),
    istio('VirtualService', {
      hosts: [name],
      http: [{ name: 'primary', route: [{ destination: { host: name, subset: 'v1' }, weight: 100 }] }],
    }),
  ];
}

import type { Plan } from '../../domain/plan.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { isRecord, listAt, textAt, valueAt } from '../kubernetes/json-value.js';
import { Trouble } from '../trouble.js';
import { selectorOf, versionSelectorOf } from '../workloads/observe-deployment.js';
import type { Address } from './curl-command.js';
import type { OwnObjects } from './own-objects.js';

/**
 * Makes a temporary Service that selects exactly the canary's pods, and answers its name and address. A Service because the mesh
 * encrypts for Services alone: under strict mutual TLS a pod's bare address never answers.
 */
export async function openDarkService(
  cluster: Cluster,
  plan: Plan,
  own: OwnObjects,
  signal: AbortSignal,
): Promise<{ service: string; address: Address }> {
  const [selector, port] = await Promise.all([podLabels(cluster, plan, signal), portOf(cluster, plan, signal)]);
  const service = await own.make(
    {
      kind: 'Service',
      role: 'dark',
      annotations: { 'networking.istio.io/exportTo': '.' }, // nobody else's proxy has to know it
      spec: { type: 'ClusterIP', selector, ports: [port] },
    },
    signal,
  );
  const { name } = service.metadata;
  const ip = textAt(service, 'spec', 'clusterIP');
  if (ip === undefined) throw new Trouble('Unavailable', `The Service ${plan.namespace}/${name} has got no address.`);
  return { service: name, address: { host: `${name}.${plan.namespace}.svc`, ip, port: plan.port } };
}

async function podLabels(cluster: Cluster, { namespace, canary }: Plan, signal: AbortSignal) {
  const deployment = await cluster.get('Deployment', namespace, canary.deployment, signal);
  if (deployment && Object.keys(selectorOf(deployment)).length > 0) return versionSelectorOf(deployment);
  const what = deployment ? 'selects its pods by no labels' : 'is gone';
  throw new Trouble(
    'NotFound',
    `Nothing can be sent to the canary: Deployment ${namespace}/${canary.deployment} ${what}.`,
  );
}

/** With the name and protocol of the users' port, by which the mesh knows what is spoken there. */
async function portOf(cluster: Cluster, { namespace, service, port }: Plan, signal: AbortSignal) {
  const users = await cluster.get('Service', namespace, service, signal);
  const entry = listAt(users, 'spec', 'ports').find((each) => valueAt(each, 'port') === port);
  if (!isRecord(entry))
    throw new Trouble('NotFound', `The Service ${namespace}/${service} has no port ${port} any more.`);
  const { nodePort: _, ...kept } = entry;
  return kept;
}

import type { GatewayRoute, VersionService } from '../../domain/plan.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { fenceAnnotation, readFence, refuseIfSuperseded, writeFence } from '../kubernetes/fence-annotation.js';
import { textsAt, valueAt } from '../kubernetes/json-value.js';
import { apiVersionOf } from '../kubernetes/kinds.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { retryOnConflict } from '../kubernetes/retry-on-conflict.js';
import { Trouble } from '../trouble.js';
import { sameLabels } from './subsets.js';
import type { Writer } from './write-route.js';

/** The label of a Service of one version that we made; its value is the Service that users call. */
export const versionOfLabel = 'sluice.dev/version-of';

/**
 * Makes the Service of a version. One that is there stays as it is. @throws Trouble
 * `InvalidSpec` when it has other pods, `Superseded` when it is of a later release.
 */
export async function makeVersionService(
  cluster: Cluster,
  { route: { namespace }, service, fence }: Writer<GatewayRoute>,
  { name, selector, ports }: VersionService,
  signal: AbortSignal,
): Promise<void> {
  const there = await cluster.get('Service', namespace, name, signal);
  if (there) {
    refuseIfSuperseded(fence, readFence(there, service), `Service ${namespace}/${name}`);
    refuseOtherPods(there, selector);
    return;
  }
  const [, of = ''] = service.split('/');
  const annotations = { [fenceAnnotation]: writeFence(undefined, service, { ...fence, created: true }) };
  const metadata = { namespace, name, labels: { [versionOfLabel]: of }, annotations };
  await cluster.create(
    { apiVersion: apiVersionOf('Service'), kind: 'Service', metadata, spec: { type: 'ClusterIP', selector, ports } },
    signal,
  );
}

function refuseOtherPods({ metadata, ...service }: KubernetesObject, wanted: Record<string, string>): void {
  const found = textsAt(service, 'spec', 'selector');
  if (sameLabels(found, wanted)) return;
  throw new Trouble(
    'InvalidSpec',
    `Service ${metadata.namespace}/${metadata.name} selects ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}: ` +
      'somebody made it after the preflight; take it away, or release under another version',
  );
}

/** The Services of a namespace that we made for a service, in this release or an earlier one. */
export async function madeServices(
  cluster: Cluster,
  { namespace, service }: { namespace: string; service: string },
  signal: AbortSignal,
): Promise<KubernetesObject[]> {
  const [, of = ''] = service.split('/');
  const all = await cluster.list('Service', namespace, { labels: { [versionOfLabel]: of } }, signal);
  return all.filter((each) => valueAt(readFence(each, service), 'created') === true);
}

/** Takes a Service away that is still as it was read. */
export async function removeVersionService(
  cluster: Cluster,
  { route: { namespace }, service, fence }: Writer<GatewayRoute>,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  await retryOnConflict(async () => {
    const found = await cluster.get('Service', namespace, name, signal);
    if (!found) return;
    refuseIfSuperseded(fence, readFence(found, service), `Service ${namespace}/${name}`);
    const { uid = '', resourceVersion = '' } = found.metadata;
    await cluster.remove({ kind: 'Service', namespace, name }, { uid, resourceVersion }, signal);
  });
}

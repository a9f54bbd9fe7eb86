import type { Fence } from '../../domain/fence.js';
import type { Plan } from '../../domain/plan.js';
import type { Cluster } from '../kubernetes/cluster.js';
import {
  fenceAnnotation,
  readFence,
  refuseIfSuperseded,
  serviceKey,
  writeFence,
} from '../kubernetes/fence-annotation.js';
import { isRecord, listAt } from '../kubernetes/json-value.js';
import { apiVersionOf } from '../kubernetes/kinds.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { Trouble } from '../trouble.js';
import { createdBy } from './canary-deployment.js';
import { versionSelectorOf } from './observe-deployment.js';
import { removeFenced } from './write-fenced.js';

/** The label of a preview Service; its value is the Service that users call. */
export const previewLabel = 'sluice.dev/preview-of';

/** The Service by which people get the canary alone, from its deployment to the end of the release. */
export interface PreviewService {
  /** Makes it; one that this release has made stays as it is. @throws Trouble `InvalidSpec` when somebody else has. */
  make(fence: Fence, signal: AbortSignal): Promise<void>;
  /** Takes it away, if a release has made it. */
  remove(fence: Fence, signal: AbortSignal): Promise<void>;
}

/** Makes the port for one release's plan; undefined when it wants no such Service. */
export type PreviewServiceFor = (plan: Plan) => PreviewService | undefined;

/** Preview Services on the API server. */
export function previewServices(cluster: Cluster): PreviewServiceFor {
  return (plan) => {
    const { previewService: name, namespace } = plan;
    if (name === undefined) return undefined;
    return {
      make: (fence, signal) => make(cluster, { plan, name, fence }, signal),
      async remove(fence, signal) {
        const found = await cluster.get('Service', namespace, name, signal);
        if (isOurs(found)) await removeFenced(cluster, { kind: 'Service', plan, name, fence }, signal);
      },
    };
  };
}

/** Whether a release has made it, this one or another. */
function isOurs(service: KubernetesObject | undefined): boolean {
  return service?.metadata.annotations?.[createdBy] !== undefined && previewLabel in (service.metadata.labels ?? {});
}

async function make(
  cluster: Cluster,
  { plan, name, fence }: { plan: Plan; name: string; fence: Fence },
  signal: AbortSignal,
): Promise<void> {
  const { namespace, service, canary } = plan;
  const [there, users, deployment] = await Promise.all([
    cluster.get('Service', namespace, name, signal),
    cluster.get('Service', namespace, service, signal),
    cluster.get('Deployment', namespace, canary.deployment, signal),
  ]);
  refuseIfSuperseded(fence, readFence(there, serviceKey(plan)), `Service ${namespace}/${name}`);
  if (isOurs(there) && there?.metadata.annotations?.[createdBy] === fence.release) return;
  if (there)
    throw new Trouble(
      'InvalidSpec',
      `There is a Service ${namespace}/${name} that this release has not made: somebody has, after the preflight; take it away, or give the preview Service another name`,
    );
  if (!deployment)
    throw new Trouble('NotFound', `Deployment ${namespace}/${canary.deployment}, which ${name} is for, is gone`);
  await cluster.create(
    {
      ...{ apiVersion: apiVersionOf('Service'), kind: 'Service' },
      metadata: {
        ...{ namespace, name, labels: { [previewLabel]: service } },
        annotations: {
          [createdBy]: fence.release,
          [fenceAnnotation]: writeFence(undefined, serviceKey(plan), { ...fence }),
        },
      },
      // The Deployment's own labels and the version: its pods have them from the first moment, dark or not, and nobody else's have.
      spec: { type: 'ClusterIP', selector: versionSelectorOf(deployment), ports: portsOf(users) },
    },
    signal,
  );
}

/** The users' ports, on no node. */
function portsOf(users: KubernetesObject | undefined): Record<string, unknown>[] {
  return listAt(users, 'spec', 'ports').flatMap((port) => {
    if (!isRecord(port)) return [];
    const { nodePort: _, ...kept } = port;
    return [kept];
  });
}

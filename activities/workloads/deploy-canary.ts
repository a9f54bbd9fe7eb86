import type { Fence } from '../../domain/fence.js';
import type { Plan } from '../../domain/plan.js';
import type { Canary } from '../../domain/release-spec.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { readFence, refuseIfSuperseded, serviceKey } from '../kubernetes/fence-annotation.js';
import { listAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { parseManifest } from '../kubernetes/parse-manifest.js';
import { Trouble } from '../trouble.js';
import { canaryDeployment, createdBy } from './canary-deployment.js';
import { mainContainer } from './main-container.js';

/** Creates the canary's Deployment; one that this release has created already is left as it is. See `Workloads.deploy`. */
export async function deployCanary(
  cluster: Cluster,
  { plan, source, fence }: { plan: Plan; source: Canary['source']; fence: Fence },
  signal: AbortSignal,
): Promise<void> {
  if (source.kind === 'found') return;
  const { namespace, canary } = plan;
  const found = await cluster.get('Deployment', namespace, canary.deployment, signal);
  refuseIfSuperseded(fence, readFence(found, serviceKey(plan)), `Deployment ${namespace}/${canary.deployment}`);
  if (found?.metadata.annotations?.[createdBy] === fence.release) return;
  if (found)
    throw new Trouble(
      'InvalidSpec',
      `There is a Deployment ${namespace}/${canary.deployment} already, which this release has not created: delete it, ` +
        `or release it as it is (canary: { version: ${canary.version}, deployment: ${canary.deployment} })`,
    );
  const wanted =
    source.kind === 'image'
      ? canaryDeployment(plan, await stableFor(cluster, plan, source.image, signal), fence, source)
      : canaryDeployment(plan, deploymentIn(source.manifest, namespace), fence);
  await cluster.create(wanted, signal);
}

async function stableFor(cluster: Cluster, { namespace, stable }: Plan, image: string, signal: AbortSignal) {
  if (!stable)
    throw new Trouble(
      'InvalidSpec',
      'There is no stable version to take the pods from: a first release needs a manifest',
    );
  const found = await cluster.get('Deployment', namespace, stable.deployment, signal);
  if (!found)
    throw new Trouble('NotFound', `Deployment ${namespace}/${stable.deployment}, the stable version, is gone`);
  const template = found['spec'] instanceof Object && 'template' in found['spec'] ? found['spec'].template : undefined;
  if (mainContainer(template, image) === undefined)
    throw new Trouble(
      'InvalidSpec',
      `Deployment ${namespace}/${stable.deployment} has sidecars alone: write a manifest`,
    );
  return found;
}

/** The one Deployment of a manifest. */
function deploymentIn(manifest: string, namespace: string): KubernetesObject {
  const objects = parseManifest(manifest);
  const [deployment] = objects;
  if (!deployment || objects.length > 1 || deployment.kind !== 'Deployment' || deployment.apiVersion !== 'apps/v1') {
    const kinds = objects.map(({ kind }) => kind).join(', ') || 'nothing';
    throw new Trouble(
      'InvalidSpec',
      `The manifest must hold one Deployment of apps/v1 and nothing else; it holds ${kinds}`,
    );
  }
  const own = deployment.metadata.namespace ?? namespace;
  if (own !== namespace)
    throw new Trouble('InvalidSpec', `The manifest is for namespace ${own}, the release for ${namespace}`);
  if (listAt(deployment, 'spec', 'template', 'spec', 'containers').length === 0)
    throw new Trouble('InvalidSpec', 'The Deployment of the manifest has no containers');
  return deployment;
}

import type { Fence } from '../../domain/fence.js';
import type { Plan } from '../../domain/plan.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { valueAt } from '../kubernetes/json-value.js';
import { retryOnConflict } from '../kubernetes/retry-on-conflict.js';
import { Trouble } from '../trouble.js';
import { admission, withdrawal } from './admit-canary.js';
import { createdBy } from './canary-deployment.js';
import { deployCanary } from './deploy-canary.js';
import { countPods } from './count-pods.js';
import { endFormerlyServing } from './end-pods.js';
import { followPods } from './follow-pods.js';
import { observeDeployment } from './observe-deployment.js';
import type { WorkloadsFor } from './workloads.js';
import { removeFenced, writeFenced } from './write-fenced.js';

/** The Deployments of a Service, on the API server. */
export function deployments(cluster: Cluster): WorkloadsFor {
  return (plan) => ({
    observe: (name, signal) => observeDeployment(cluster, plan, name, signal),
    count: (name, signal) => countPods(cluster, plan, name, signal),
    follow: (name, changed, signal) => followPods(cluster, { plan, name }, changed, signal),
    deploy: ({ source }, fence, signal) =>
      retryOnConflict(() => deployCanary(cluster, { plan, source, fence }, signal)),
    admit: (fence, signal) => admit(cluster, plan, fence, signal),
    scale: (name, replicas, fence, signal) =>
      writeFenced(
        cluster,
        { plan, name, fence },
        (deployment) => {
          const isSo = valueAt(deployment, 'spec', 'replicas') === replicas;
          return { operations: isSo ? [] : [{ op: 'replace', path: '/spec/replicas', value: replicas }] };
        },
        signal,
      ),
    remove: (name, fence, signal) => removeFenced(cluster, { plan, name, fence }, signal),
    putBack: (fence, signal) => putBack(cluster, plan, fence, signal),
  });
}

async function admit(cluster: Cluster, plan: Plan, fence: Fence, signal: AbortSignal): Promise<void> {
  const { admission: labels, deployment: name } = plan.canary;
  const done = await writeFenced(cluster, { plan, name, fence }, (...now) => admission(...now, labels), signal);
  if (done === 'gone')
    throw new Trouble('NotFound', `Deployment ${plan.namespace}/${name}, the canary, is gone: it cannot be admitted`);
}

/**
 * A Deployment with our mark is taken away, whichever release has made it (one that was ended by force is taken back by
 * another); one without it, and stable, never are.
 */
async function putBack(cluster: Cluster, plan: Plan, fence: Fence, signal: AbortSignal): Promise<void> {
  const { canary, namespace, stable } = plan;
  const target = { plan, name: canary.deployment, fence };
  const found = await cluster.get('Deployment', namespace, canary.deployment, signal);
  if (!found || canary.deployment === stable?.deployment) return;
  if (canary.deployed === 'found') {
    await writeFenced(cluster, target, (...now) => withdrawal(...now, canary.admission), signal);
    if (plan.route.kind === 'replicas') await endFormerlyServing(cluster, plan.route, found, signal);
  } else if (found.metadata.annotations?.[createdBy] !== undefined) await removeFenced(cluster, target, signal);
}

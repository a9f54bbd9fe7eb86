import type { Fence } from '../../domain/fence.js';
import type { PodsRoute } from '../../domain/plan.js';
import type { Cluster } from '../kubernetes/cluster.js';
import {
  fenceAnnotation,
  type FenceRecord,
  readFence,
  refuseIfSuperseded,
  serviceKey,
} from '../kubernetes/fence-annotation.js';
import { isRecord, valueAt } from '../kubernetes/json-value.js';
import { retryOnConflict } from '../kubernetes/retry-on-conflict.js';
import { settled } from '../settled.js';
import { Trouble } from '../trouble.js';
import { admission, withdrawal } from './admit-canary.js';
import { selectorOf } from './observe-deployment.js';
import { newestSetOf } from './pods.js';
import { isBeingSealed } from './seal.js';
import { writeFenced } from './write-fenced.js';

const patience = { everyMs: 50, limitMs: 1500 };

/**
 * Lets the canary's new pods be born with the labels that the Service selects (or, `isSealed` false, without), and keeps the
 * pods that it has. The same labels are written into the template of its ReplicaSet, which Kubernetes then takes for that of
 * the Deployment: so nothing is rolled. Meanwhile the Deployment is paused. Each part can be done again after a crash, and
 * somebody who ends the pause in the middle has it rolled, which does as well. @throws Trouble `Superseded`, `Conflict`,
 * `NotFound`, `Unavailable` when Kubernetes takes long to see it.
 */
export async function sealTemplate(
  cluster: Cluster,
  { route, fence }: { route: PodsRoute; fence: Fence },
  isSealed: boolean,
  signal: AbortSignal,
): Promise<void> {
  const target = { plan: route, name: route.canary.deployment, fence };
  const change: Change = isSealed
    ? admission
    : (object, record, labels) => withdrawal(object, knowing(record, labels), labels);
  await writeFenced(
    cluster,
    target,
    (deployment, record) => {
      const { operations, details } = change(deployment, record, route.labels);
      if (operations.length === 0) return { operations };
      const isTheirs = valueAt(deployment, 'spec', 'paused') === true && !isBeingSealed(deployment, route);
      const admitted = isSealed ? details : {}; // pods that were born with them must still know what they had instead
      if (isTheirs) return { operations, details: { ...admitted } };
      const pause = { op: 'add' as const, path: '/spec/paused', value: true };
      return { operations: [...operations, pause], details: { ...admitted, sealing: true } };
    },
    signal,
  );
  await retryOnConflict(() => writeSet(cluster, { route, fence }, change, signal));
  await resume(cluster, { route, fence }, signal);
}

type Change = typeof admission;

/** Where our annotation is lost, the labels were not there before. */
function knowing(record: FenceRecord | undefined, labels: Record<string, string>): FenceRecord {
  const nothing = Object.fromEntries(Object.keys(labels).map((name) => [name, null]));
  const admitted = record?.['admitted'];
  const none = { release: '', since: 0, epoch: 0 };
  return { ...none, ...record, admitted: { ...nothing, ...(isRecord(admitted) ? admitted : {}) } };
}

/** Read before the fence is asked: whoever comes after us there writes it, too, and makes this write fail. */
async function writeSet(
  cluster: Cluster,
  { route, fence }: { route: PodsRoute; fence: Fence },
  change: Change,
  signal: AbortSignal,
): Promise<void> {
  const { deployment, set } = await readBoth(cluster, route, signal);
  const record = readFence(deployment, serviceKey(route));
  refuseIfSuperseded(fence, record, `Deployment ${route.namespace}/${route.canary.deployment}`);
  const { operations } = change(set, record, route.labels);
  if (operations.length === 0) return;
  const { name, resourceVersion: value } = set.metadata;
  const reference = { kind: 'ReplicaSet', namespace: route.namespace, name } as const;
  await cluster.patch(reference, [{ op: 'test', path: '/metadata/resourceVersion', value }, ...operations], signal);
}

/**
 * Ends our pause, once Kubernetes takes the ReplicaSet for the Deployment's own: only to that one it copies the Deployment's
 * annotations, ours among them. Before, it would make another, and roll.
 */
async function resume(
  cluster: Cluster,
  { route, fence }: { route: PodsRoute; fence: Fence },
  signal: AbortSignal,
): Promise<void> {
  let isPaused = true;
  const waits = async () => {
    const { deployment, set } = await readBoth(cluster, route, signal);
    isPaused = isBeingSealed(deployment, route);
    const [mine, copied] = [deployment, set].map(({ metadata }) => metadata.annotations?.[fenceAnnotation]);
    if (!isPaused || mine === copied) return undefined;
    return `Kubernetes has not seen yet with which labels pods of ${route.namespace}/${route.canary.deployment} are to be born`;
  };
  await settled(waits, patience, signal);
  if (!isPaused) return;
  const operations = [{ op: 'add' as const, path: '/spec/paused', value: false }];
  const change = () => ({ operations, details: { sealing: undefined } });
  await writeFenced(cluster, { plan: route, name: route.canary.deployment, fence }, change, signal);
}

async function readBoth(cluster: Cluster, route: PodsRoute, signal: AbortSignal) {
  const { namespace, canary } = route;
  const where = `Deployment ${namespace}/${canary.deployment}`;
  const known = await cluster.get('Deployment', namespace, canary.deployment, signal);
  if (!known) throw new Trouble('NotFound', `${where}, the canary, is gone`);
  const sets = await cluster.list('ReplicaSet', namespace, { labels: selectorOf(known) }, signal);
  const deployment = await cluster.get('Deployment', namespace, canary.deployment, signal);
  const set = deployment && newestSetOf(deployment, sets);
  if (!set) throw new Trouble('Unavailable', `${where} has no ReplicaSet of its present template yet`);
  return { deployment, set };
}

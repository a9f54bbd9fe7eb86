import { isDeepStrictEqual } from 'node:util';
import type { IstioRoute } from '../../domain/plan.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { fencePatch, type FenceRecord, readFence, refuseIfSuperseded } from '../kubernetes/fence-annotation.js';
import { isRecord, listAt, textAt, valueAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { retryOnConflict } from '../kubernetes/retry-on-conflict.js';
import { Trouble } from '../trouble.js';
import { createdIn, madeSubsets } from './make-subsets.js';
import { fullHost } from './route-destinations.js';
import type { Writer } from './write-route.js';

/**
 * Takes away the subsets that we made for the service and that no route of any VirtualService of the namespace names any
 * more, and the rule itself when we made it and nothing is left in it. Call it after the route was written.
 */
export async function removeSubsets(cluster: Cluster, writer: Writer<IstioRoute>, signal: AbortSignal): Promise<void> {
  await retryOnConflict(() => removeOnce(cluster, writer, signal));
}

async function removeOnce(
  cluster: Cluster,
  { route, service, fence }: Writer<IstioRoute>,
  signal: AbortSignal,
): Promise<void> {
  const { namespace, destinationRule } = route;
  const reference = { kind: 'DestinationRule', namespace, name: destinationRule.name } as const;
  const rule = await cluster.get(reference.kind, namespace, destinationRule.name, signal);
  const made = madeSubsets(rule, service);
  if (!rule || made.length === 0) return;
  const readers = await readersOf(cluster, namespace, signal);
  const host = fullHost(textAt(rule, 'spec', 'host') ?? '', namespace);
  const unneeded = made.filter(
    (name) =>
      !readers.some((each) =>
        names(valueAt(each, 'spec'), { host, subset: name }, each.metadata.namespace ?? namespace),
      ),
  );
  const record = readFence(rule, service);
  if (unneeded.length === 0 && record?.ended) return;
  refuseIfSuperseded(fence, record, `DestinationRule ${namespace}/${destinationRule.name}`);
  const left = listAt(rule, 'spec', 'subsets').filter((each) => !unneeded.includes(textAt(each, 'name') ?? ''));
  if (record?.['created'] === true && left.length === 0 && isBare(rule, record['carries'])) {
    const { uid = '', resourceVersion = '' } = rule.metadata;
    await cluster.remove(reference, { uid, resourceVersion }, signal);
    return;
  }
  const next: FenceRecord = {
    ...fence,
    made: made.filter((name) => !unneeded.includes(name)),
    ...createdIn(record),
    ended: true,
  };
  await cluster.patch(reference, [...fencePatch(rule, service, next), ...replacement(rule, left)], signal);
}

/** The VirtualServices that may name a subset: of all namespaces, or, where these may not be read, of its own. */
async function readersOf(cluster: Cluster, namespace: string, signal: AbortSignal): Promise<KubernetesObject[]> {
  try {
    return await cluster.list('VirtualService', '', {}, signal);
  } catch (cause) {
    if (!(cause instanceof Trouble) || cause.type !== 'Forbidden') throw cause;
    return cluster.list('VirtualService', namespace, {}, signal);
  }
}

function replacement(rule: KubernetesObject, left: unknown[]) {
  const path = '/spec/subsets';
  const now = listAt(rule, 'spec', 'subsets');
  if (now.length === left.length) return [];
  return [left.length === 0 ? ({ op: 'remove', path } as const) : ({ op: 'replace', path, value: left } as const)];
}

/** Whether the rule has nothing but subsets, and what it had when we made it. */
function isBare(rule: KubernetesObject, carries: unknown): boolean {
  return Object.entries(valueAt(rule, 'spec') ?? {}).every(
    ([field, value]) =>
      field === 'host' || field === 'subsets' || isDeepStrictEqual(value, valueAt(carries ?? {}, field)),
  );
}

/** Whether anything in a VirtualService, a mirror for instance, sends requests to the subset. */
function names(json: unknown, wanted: { host: string; subset: string }, namespace: string): boolean {
  if (Array.isArray(json)) return json.some((each) => names(each, wanted, namespace));
  if (!isRecord(json)) return false;
  const host = textAt(json, 'host');
  const isIt = json['subset'] === wanted.subset && host !== undefined && fullHost(host, namespace) === wanted.host;
  return isIt || Object.values(json).some((each) => names(each, wanted, namespace));
}

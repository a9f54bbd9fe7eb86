import type { Cluster } from '../kubernetes/cluster.js';
import { textAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { endpointsOf } from '../workloads/pods.js';
import { settled } from '../settled.js';

/** What a gateway and proxies need to hear of a new Service and its endpoints; nobody tells when the last of them has. */
const spreadMs = 3000;
/** One try: the act has four seconds. */
const patience = { everyMs: 100, limitMs: 3300 };

/**
 * Waits until each of the Services has a ready endpoint, and has had them for so long that those who send requests know:
 * from one that they do not know they answer 500 or 503. How long is read from the cluster, so another try, or another
 * worker, waits as well. @throws Trouble `Unavailable` when that takes long.
 */
export async function haveEndpoints(
  cluster: Cluster,
  namespace: string,
  names: string[],
  signal: AbortSignal,
): Promise<void> {
  const slicesOf = async (name: string) => {
    const labels = { 'kubernetes.io/service-name': name };
    const slices = await cluster.list('EndpointSlice', namespace, { labels }, signal);
    return slices.filter((slice) => endpointsOf([slice]).size > 0);
  };
  const waits = async () => {
    const found = await Promise.all(names.map(async (name) => ({ name, slices: await slicesOf(name) })));
    const without = found.filter(({ slices }) => slices.length === 0).map(({ name }) => name);
    const young = found.filter(({ slices }) => !slices.some(isKnown)).map(({ name }) => name);
    if (without.length > 0)
      return `Service ${namespace}/${without.join(', ')} has no endpoint that is ready: no requests are sent there`;
    return young.length > 0
      ? `Service ${namespace}/${young.join(', ')} is new: proxies may not know it yet`
      : undefined;
  };
  await settled(waits, patience, signal);
}

function isKnown({ metadata }: KubernetesObject): boolean {
  const created = Date.parse(textAt(metadata, 'creationTimestamp') ?? '');
  return !(Date.now() - created < spreadMs); // not said is long ago
}

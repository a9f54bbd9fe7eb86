import { settled } from '../settled.js';
import { endpointsOf } from '../workloads/pods.js';
import type { Pair } from './route-pair.js';
import { subsetsOf } from './subsets.js';

const patience = { everyMs: 250, limitMs: 2500 };

/**
 * Waits until none of the canary's pods is an endpoint of the Service, where they are to leave it: clients in the mesh would
 * get them. @throws Trouble `Unavailable` when this try was not long enough.
 */
export async function canaryHasLeft(
  { cluster, service, named: { route } }: Pick<Pair, 'cluster' | 'service' | 'named'>,
  signal: AbortSignal,
): Promise<void> {
  const { namespace, canary, destinationRule, meshRoute } = route;
  if (!meshRoute?.canaryLeaves) return;
  const rule = await cluster.get('DestinationRule', namespace, destinationRule.name, signal);
  const labels = subsetsOf(rule).find(({ name }) => name === canary.subset)?.labels;
  if (!labels || Object.keys(labels).length === 0) return;
  const name = service.split('/')[1] ?? '';
  const waits = async () => {
    const [pods, slices] = await Promise.all([
      cluster.list('Pod', namespace, { labels }, signal),
      cluster.list('EndpointSlice', namespace, { labels: { 'kubernetes.io/service-name': name } }, signal),
    ]);
    const endpoints = endpointsOf(slices);
    const left = pods.filter(({ metadata }) => endpoints.has(metadata.name)).length;
    if (left === 0) return undefined;
    return `${left === 1 ? 'a pod of the canary is still an endpoint' : `${left} pods of the canary are still endpoints`} of ${service}`;
  };
  await settled(waits, patience, signal);
}

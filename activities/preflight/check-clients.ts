import type { ReleaseSpec } from '../../domain/release-spec.js';
import { bareShareQuery } from '../metrics/bare-share-query.js';
import type { MetricsSource } from '../metrics/metrics-source.js';
import { Trouble } from '../trouble.js';

/** How far back clients without a sidecar are looked for. */
const windowMs = 300_000;

/**
 * The share of the service's requests, 0 to 1, that came in the last five minutes from clients without a sidecar, whom no
 * route rules; undefined when there were none, or it cannot be told.
 */
export async function shareOfBareClients(
  metrics: MetricsSource,
  { namespace, service }: ReleaseSpec,
  signal: AbortSignal,
): Promise<number | undefined> {
  try {
    const sample = await metrics.sample(bareShareQuery({ namespace, service, windowMs }), new Date(), signal);
    return sample.kind === 'number' && sample.value > 0 ? sample.value : undefined;
  } catch (cause) {
    if (cause instanceof Trouble) return undefined; // told already: the checks' queries have the same trouble
    throw cause;
  }
}

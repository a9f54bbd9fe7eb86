import { freezeInConfigMaps } from '../activities/freeze/config-maps.js';
import type { Cluster } from '../activities/kubernetes/cluster.js';
import { serviceKey } from '../activities/kubernetes/fence-annotation.js';
import { prometheus } from '../activities/metrics/prometheus.js';
import type { Ports } from '../activities/ports.js';
import { preflight } from '../activities/preflight/preflight.js';
import { curlProber } from '../activities/probes/curl.js';
import { removeProbes } from '../activities/probes/own-objects.js';
import { routerFor } from '../activities/traffic/router-for.js';
import { SeenRoutes } from '../activities/traffic/seen-routes.js';
import { deployments } from '../activities/workloads/deployments.js';
import { horizontalAutoscalers } from '../activities/workloads/horizontal-autoscalers.js';
import { previewServices } from '../activities/workloads/preview-service.js';
import type { Config } from './config.js';

/** The world as production has it: the API server and Prometheus. */
export function portsOf(
  cluster: Cluster,
  { prometheusUrl, probeImage }: Pick<Config, 'prometheusUrl' | 'probeImage'>,
  told: Pick<Ports, 'receivers'> = {},
): Omit<Ports, 'searchable'> {
  const metrics = prometheus(prometheusUrl);
  const sharedFreeze = freezeInConfigMaps(cluster);
  const seenRoutes = new SeenRoutes();
  const image = probeImage === undefined ? {} : { image: probeImage };
  return {
    preflight: preflight({ cluster, metrics, sharedFreeze, ...told }),
    traffic: (plan) => routerFor(cluster, plan.route, serviceKey(plan), seenRoutes),
    workloads: deployments(cluster),
    autoscalers: horizontalAutoscalers(cluster),
    previewService: previewServices(cluster),
    prober: (spec, plan) => curlProber(cluster, { plan, verify: spec.verify ?? { requests: [] }, ...image }),
    removeProbes: (plan, signal) => removeProbes(cluster, plan, signal),
    metrics,
    sharedFreeze,
    ...told,
  };
}

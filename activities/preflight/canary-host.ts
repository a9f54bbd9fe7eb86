import type { Traffic } from '../../domain/release-spec.js';

/** The canary's own host, when an Istio route tells versions apart by host. */
export function canaryHostOf(traffic: Traffic): string | undefined {
  return traffic.kind === 'gateway-api' || traffic.kind === 'replicas' ? undefined : traffic.canaryHost;
}

import type { Destination } from '../../domain/plan.js';
import { versionLabelIn } from '../kubernetes/version-label.js';
import type { Destinations, IstioSpec, Versions } from './destinations.js';
import type { Findings } from './findings.js';
import { selectorOf, selects, showLabels } from './labels.js';
import { serviceOfHost } from './service-of-host.js';
import type { Survey } from './survey.js';
import type { Version } from './versions.js';

/** Each version by a host of its own. */
export function byHost(
  { traffic, service }: IstioSpec,
  destination: Destination,
  stable: Version | undefined,
): Destinations {
  const { subset: _, ...same } = destination;
  const canary = { ...same, host: traffic.canaryHost ?? destination.host };
  return {
    ...(stable ? { stable: destination } : {}),
    ...{ canary, destinationRule: { name: service, exists: false }, missingSubsets: [] },
  };
}

/** Versions by host: the canary's host has its pods, and stable's has not. */
export function checkHosts(
  { namespace, traffic }: IstioSpec,
  { route, canary, stable }: Versions,
  { services }: Survey,
  findings: Findings,
): void {
  const host = traffic.canaryHost ?? '';
  const own = serviceOfHost(host, namespace, services);
  const { destination } = route.now;
  const stables = serviceOfHost(destination.host, namespace, services);
  if (!own)
    findings.problem(
      `traffic.istio.canaryHost ${host} is no Service of ${namespace}: make one that selects the canary's pods.`,
    );
  else if (!selects(selectorOf(own), canary.labels))
    findings.problem(
      `Service ${host} (traffic.istio.canaryHost) does not select the canary's pods: it must select ${showLabels(versionLabelIn(canary.labels))}.`,
    );
  if (stable && own && selects(selectorOf(own), stable.labels))
    findings.problem(
      `Service ${host} (traffic.istio.canaryHost) selects the pods of ${stable.name}, too: it must have the canary's alone.`,
    );
  if (stable && destination.subset === undefined && stables && selects(selectorOf(stables), canary.labels))
    findings.problem(
      `${route.which} sends to ${destination.host}, which would have the canary's pods, too: have it send to a host or a subset with ${stable.name} alone.`,
    );
}

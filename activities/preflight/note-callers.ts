import { listAt, numberAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { showObject } from '../kubernetes/object-reference.js';
import { fullHost } from '../traffic/route-destinations.js';
import type { RouteFacts } from './check-route.js';
import type { Findings } from './findings.js';
import type { RouteSpec } from './named-route.js';
import { hostsOf } from './rulers.js';
import type { Survey } from './survey.js';

/** Says who else comes by the route in the mesh, and gets the same share: callers of its other hosts, and of other ports. */
export function noteCallers(
  { namespace, service }: RouteSpec,
  { object, now }: RouteFacts,
  { services }: Survey,
  findings: Findings,
): void {
  const own = fullHost(service, namespace);
  const others = hostsOf(object).filter((host) => fullHost(host, namespace) !== own);
  if (others.length > 0)
    findings.note(`${showObject(object)} is for ${others.join(', ')}, too: who calls that gets the same share.`);
  const port = now.destination.port?.number;
  const users = services.find(({ metadata }) => metadata.name === service);
  const elsewhere = port === undefined ? [] : portsOf(users).filter((each) => each !== port);
  if (elsewhere.length > 0)
    findings.note(
      `The route sends to port ${port}: requests to ${elsewhere.join(', ')} of Service ${service} land there, too, as they do now.`,
    );
}

function portsOf(service: KubernetesObject | undefined): number[] {
  return listAt(service, 'spec', 'ports').flatMap((each) => numberAt(each, 'port') ?? []);
}

import type { ReleaseSpec } from '../../domain/release-spec.js';
import { listAt, numberAt, textAt, valueAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { showObject } from '../kubernetes/object-reference.js';
import { showParent, unsettled } from '../traffic/parent-status.js';
import { type Caller, cameBy } from './callers.js';
import type { RouteFacts } from './check-route.js';
import type { Findings } from './findings.js';
import { isForService } from './is-for-service.js';
import { holdersOf } from './rulers.js';
import type { Seen } from './seen.js';
import type { Survey } from './survey.js';

/** Whether users' requests go by the named rule: what the parents of its route take up, and whom they do not rule. */
export function checkParents(spec: ReleaseSpec, facts: RouteFacts, seen: Seen, findings: Findings): void {
  const { object: route } = facts;
  const where = showObject(route);
  const waits = unsettled(route);
  if (waits !== undefined) findings.problem(`Nobody carries the route out as it is: ${waits}; mend it, then release.`);
  const unruled = unruledPorts(spec, route, seen.survey);
  if (unruled.length > 0)
    findings.way({
      text: `${where} is for one port of Service ${spec.service} alone: requests to ${unruled.join(', ')} go by no route, and get every pod behind it.`,
      remedy: 'Leave the port of that parent away',
    });
  if (isForService(spec, route)) checkRivals(spec, route, seen, findings);
  else
    findings.way({
      text: `${where} has no Service ${spec.service} for a parent (${listAt(route, 'spec', 'parentRefs').map(showParent).join(', ')}): clients in the cluster that call it directly go by no route, and get every pod behind it.`,
      came: cameBy(
        seen.callers,
        'request',
        (caller) => caller.service === spec.service && !gatewaysOf(route).some((each) => isGateway(caller, each)),
      ),
      remedy: 'Give the route that parent, too, where a mesh carries it out',
    });
  checkEarlier(facts, findings);
}

/** The Gateways that are the route's parents. */
function gatewaysOf(route: KubernetesObject): { namespace: string; name: string }[] {
  return listAt(route, 'spec', 'parentRefs')
    .filter((parent) => (textAt(parent, 'kind') ?? 'Gateway') === 'Gateway')
    .map((parent) => ({
      namespace: textAt(parent, 'namespace') ?? route.metadata.namespace ?? '',
      name: textAt(parent, 'name') ?? '',
    }));
}

/** Istio's pods of a Gateway belong to a Deployment of its name, with the class after it. */
function isGateway({ workload, namespace }: Caller, gateway: { namespace: string; name: string }): boolean {
  return namespace === gateway.namespace && workload.startsWith(`${gateway.name}-`);
}

/** Where two routes are for the same Service, a request may go by either. */
function checkRivals(spec: ReleaseSpec, own: KubernetesObject, { survey, callers }: Seen, findings: Findings): void {
  for (const rival of holdersOf(spec, { own: [own], loosely: false }, survey))
    findings.way({
      text: `${showObject(rival)} is for the Service ${spec.service}, too: requests go by one of the two, and that may be the other.`,
      came: cameBy(callers, 'request', ({ service, isBare }) => service === spec.service && !isBare),
      remedy: 'Make one of both',
    });
}

/** Of two rules that match the same the first is taken. */
function checkEarlier({ object, route: { index } }: RouteFacts, findings: Findings): void {
  const rules = listAt(object, 'spec', 'rules');
  const matches = (rule: unknown) => JSON.stringify(valueAt(rule, 'matches') ?? []);
  const place = rules.slice(0, index).findIndex((rule) => matches(rule) === matches(rules[index]));
  if (place < 0) return;
  const name = textAt(rules[place], 'name') ?? String(place);
  findings.problem(
    `Rule ${name} of ${showObject(object)} stands before the one to be released and matches the same: no request gets further; take it away.`,
  );
}

/** The ports of the users' Service that the route does not rule: a parent may be for one of them alone. */
function unruledPorts(spec: ReleaseSpec, route: KubernetesObject, { services }: Survey): number[] {
  const service = services.find(({ metadata }) => metadata.name === spec.service);
  const parents = listAt(route, 'spec', 'parentRefs').filter(
    (parent) => textAt(parent, 'kind') === 'Service' && textAt(parent, 'name') === spec.service,
  );
  const ruled = parents.map((parent) => numberAt(parent, 'port'));
  if (ruled.length === 0 || ruled.includes(undefined)) return [];
  const ports = listAt(service, 'spec', 'ports').flatMap((port) => numberAt(port, 'port') ?? []);
  return ports.filter((port) => !ruled.includes(port));
}

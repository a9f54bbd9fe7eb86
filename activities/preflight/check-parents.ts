import type { ReleaseSpec } from '../../domain/release-spec.js';
import { listAt, numberAt, textAt, valueAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { showObject } from '../kubernetes/object-reference.js';
import { showParent, unsettled } from '../traffic/parent-status.js';
import type { Caller } from './callers.js';
import { cameBy } from './came.js';
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
  if (waits !== undefined)
    findings.problem(
      `The route is not in force as it is written: ${waits}. Wait for its controller, or correct the route, then release.`,
    );
  const unruled = unruledPorts(spec, route, seen.survey);
  if (unruled.length > 0)
    findings.way({
      text: `${where} is for one port of Service ${spec.service} alone: requests to ${unruled.join(', ')} go by no route, and get every pod behind it.`,
      remedy: 'Take the port out of that parent',
    });
  if (isForService(spec, route)) checkRivals(spec, route, seen, findings);
  else
    findings.way({
      text: `The parents of ${where} (${listAt(route, 'spec', 'parentRefs').map(showParent).join(', ')}) do not include Service ${spec.service}: clients in the cluster that call the Service directly go by no route, and get every pod behind it.`,
      came: cameBy(
        seen.callers,
        'request',
        (caller) => caller.service === spec.service && !gatewaysOf(route).some((each) => isGateway(caller, each)),
      ),
      remedy: 'Add the Service to its parents, where a mesh supports that',
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

/** Istio's pods of a Gateway belong to a Deployment of its name, with the class `istio` after it. */
function isGateway({ workload, namespace }: Caller, gateway: { namespace: string; name: string }): boolean {
  return namespace === gateway.namespace && workload === `${gateway.name}-istio`;
}

/** Where two routes are for the same Service, a request may go by either. */
function checkRivals(spec: ReleaseSpec, own: KubernetesObject, { survey, callers }: Seen, findings: Findings): void {
  for (const rival of holdersOf(spec, { own: [own], loosely: false }, survey))
    findings.way({
      text: `${showObject(rival)} is for Service ${spec.service} in the mesh, as ${showObject(own)} is: requests go by one of the two, and that may be the wrong one.`,
      came: cameBy(callers, 'request', ({ service, isBare }) => service === spec.service && !isBare),
      remedy: rival.kind === own.kind ? 'Merge the two' : 'Delete one of the two',
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
    `Rule ${name} of ${showObject(object)} stands before the one to be released and matches the same, so no request gets there: take rule ${name} away.`,
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

import type { MeshRoute } from '../../domain/plan.js';
import { listAt, textAt, valueAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { showObject } from '../kubernetes/object-reference.js';
import { cameBy } from './came.js';
import type { CanaryFacts } from './canary-facts.js';
import { isHalfWritten, noteParents } from './check-hosts.js';
import type { RouteFacts } from './check-route.js';
import { checkRivals } from './check-rivals.js';
import { closeMesh } from './close-mesh.js';
import type { Findings } from './findings.js';
import type { RouteSpec } from './named-route.js';
import { noteCallers } from './note-callers.js';
import { isForMesh, rulersOf, rulesHost } from './rulers.js';
import type { Seen } from './seen.js';
import type { Version } from './versions.js';

/** Who serves users now, and is to; undefined, where it could not be told. */
export interface Serving {
  stable: Version | 'first' | undefined;
  canary: Pick<CanaryFacts, 'replicas' | 'dark'> | undefined;
}

/**
 * Whether the named route is the one that users' requests to the service go by: what its VirtualService does not rule.
 * Answers the route of ours that rules clients in the mesh meanwhile, where the release is to make one.
 */
export function checkRuled(
  spec: RouteSpec,
  facts: RouteFacts,
  { serving, seen }: { serving: Serving; seen: Seen },
  findings: Findings,
): MeshRoute | undefined {
  const { object: virtualService, route } = facts;
  checkEarlier(virtualService, route.index, findings);
  const where = showObject(virtualService);
  const rulers = rulersOf(virtualService, seen.survey);
  if (
    rulers.length === 0 &&
    seen.survey.unread.some(({ kind, namespace: of }) => kind === 'VirtualService' && of === '')
  )
    return findings.way({
      text: `${where} has no hosts, and who hands requests to it (delegate) could not be looked at: those who do not come by it get every pod behind the Service.`,
      remedy: 'Allow Sluice to list VirtualServices of all namespaces',
    });
  if (rulers.length === 0)
    return findings.problem(
      `${where} has no hosts, and no VirtualService hands requests to it (delegate): nobody comes by its routes; release through one with hosts.`,
    );
  noteParents(virtualService, rulers, findings);
  if (isHalfWritten(spec, rulers, findings)) return undefined;
  const own = [virtualService, ...rulers];
  const isRuled = rulers.some((each) => isForMesh(each) && rulesHost(each, spec.service, spec.namespace));
  if (!isRuled) return closeMesh(spec, { rulers, own, serving }, seen, findings);
  noteCallers(spec, facts, seen.survey, findings);
  for (const ruler of rulers.filter(isForMesh)) checkExports(spec, ruler, seen, findings);
  checkRivals(spec, { virtualService, own }, seen, findings);
  return undefined;
}

function checkExports(
  { service }: RouteSpec,
  virtualService: KubernetesObject,
  { callers }: Seen,
  findings: Findings,
): void {
  const exported = listAt(virtualService, 'spec', 'exportTo').filter((each) => typeof each === 'string');
  if (exported.length === 0 || exported.includes('*')) return;
  const own = virtualService.metadata.namespace ?? '';
  const names = exported.map((each) => (each === '.' ? own : each));
  findings.way({
    text: `${showObject(virtualService)} is exported to ${names.length === 1 ? 'namespace' : 'namespaces'} ${names.join(', ')} alone (exportTo): clients in all others go by no route.`,
    came: cameBy(
      callers,
      'request',
      (caller) => caller.service === service && !caller.isBare && !names.includes(caller.namespace),
    ),
    remedy: 'Export it to `*`',
  });
}

/** The first route that matches is taken. */
function checkEarlier(virtualService: KubernetesObject, index: number, findings: Findings): void {
  const earlier = listAt(virtualService, 'spec', 'http').slice(0, index);
  const place = earlier.findIndex((route) => listAt(route, 'match').length === 0);
  if (place < 0) return;
  const name = textAt(valueAt(virtualService, 'spec', 'http', place), 'name') ?? String(place);
  findings.problem(
    `Route ${name} of ${showObject(virtualService)} stands before the one to be released and matches everything, so no request gets there: put route ${name} last.`,
  );
}

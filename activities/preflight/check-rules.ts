import type { IstioRoute } from '../../domain/plan.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import { textAt, textsAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { showObject } from '../kubernetes/object-reference.js';
import { fullHost } from '../traffic/route-destinations.js';
import { subsetsOf } from '../traffic/subsets.js';
import { cameBy, showCame } from './came.js';
import { isForSome, rulesFor } from './find-subset.js';
import type { Findings } from './findings.js';
import { showLabels } from './labels.js';
import { isForMesh } from './rulers.js';
import type { Seen } from './seen.js';
import { isSeenBy, visibility } from './visibility.js';

interface Split {
  /** The VirtualService. */
  object: KubernetesObject;
  destinations: IstioRoute;
  /** Whether clients of every namespace go by a route of ours. */
  isForAll: boolean;
}

/**
 * The DestinationRules that clients go by: each must know the subsets to which the route is going to lead, since a proxy
 * that does not know a subset answers 503 for it, at weight 0 already.
 */
export function checkRules(spec: ReleaseSpec, split: Split, seen: Seen, findings: Findings): void {
  const { stable, canary } = split.destinations;
  const needed = [stable?.subset, canary.subset].filter((name) => name !== undefined);
  if (needed.length === 0) return;
  const { destinationRules, otherRules } = seen.survey;
  const lacking = (rule: KubernetesObject) =>
    needed.filter((name) => !subsetsOf(rule).some((subset) => subset.name === name));
  for (const rule of rulesFor(canary.host, spec.namespace, destinationRules, { some: true }).filter(isForSome))
    if (lacking(rule).length > 0)
      findings.problem(
        `${showObject(rule)} is for clients with ${showLabels(textsAt(rule, 'spec', 'workloadSelector', 'matchLabels'))} alone (workloadSelector), and lacks ${showSubsets(lacking(rule))}: they would get 503; write ${lacking(rule).length === 1 ? 'it' : 'them'} into that rule, too.`,
      );
  checkExports(spec, split, seen, findings);
  if (!split.isForAll && !isForMesh(split.object)) return; // clients in the mesh go by no such route
  const host = fullHost(canary.host, spec.namespace);
  for (const rule of otherRules.filter((each) => covers(each, host) && lacking(each).length > 0))
    checkClientsOwn(spec, { rule, lacking: lacking(rule) }, seen, findings);
}

/** Clients take the rules of their own namespace first, by a wildcard, too. */
function checkClientsOwn(
  { service }: ReleaseSpec,
  { rule, lacking }: { rule: KubernetesObject; lacking: string[] },
  { callers }: Seen,
  findings: Findings,
): void {
  const namespace = rule.metadata.namespace ?? '';
  const came = cameBy(callers, 'request', (caller) => caller.service === service && caller.namespace === namespace);
  const text = `${showObject(rule)} is what clients in namespace ${namespace} go by, and lacks ${showSubsets(lacking)}: they would get 503.`;
  if (came?.count === 0) return findings.note(`${text} ${showCame(came)}`);
  return findings.problem(
    `${text}${came ? ` ${showCame(came)}` : ''} Write ${lacking.length === 1 ? 'it' : 'them'} into that rule, too, or take the rule away.`,
  );
}

/** Whoever sees the route must see the rule with its subsets. */
function checkExports(
  { namespace }: ReleaseSpec,
  { object, destinations, isForAll }: Split,
  { survey }: Seen,
  findings: Findings,
): void {
  const { destinationRule, canary } = destinations;
  const rules = rulesFor(canary.host, namespace, survey.destinationRules);
  const own = rules.find(({ metadata }) => metadata.name === destinationRule.name);
  if (!own) return;
  const reached = isForAll ? ['*'] : visibility(object);
  if (!isSeenBy(reached, own))
    findings.problem(
      `The route reaches namespaces that cannot see ${showObject(own)} (exportTo: ${visibility(own).join(', ')}): clients there would get 503; export it to ${reached.map((name) => (name === '*' ? '`*`' : name)).join(', ')}.`,
    );
  const other = rules.find((rule) => visibility(rule).join() !== visibility(own).join());
  if (other)
    findings.problem(
      `${showObject(own)} and ${showObject(other)} are for the same host with different exportTo, so Istio does not take them for one: make one of both.`,
    );
}

function covers(rule: KubernetesObject, host: string): boolean {
  const own = textAt(rule, 'spec', 'host') ?? '';
  return own.startsWith('*') ? host.endsWith(own.slice(1)) : fullHost(own, rule.metadata.namespace ?? '') === host;
}

function showSubsets(names: string[]): string {
  return `${names.length === 1 ? 'subset' : 'subsets'} ${names.join(' and ')}`;
}

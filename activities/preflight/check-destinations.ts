import type { IstioRoute } from '../../domain/plan.js';
import { listAt } from '../kubernetes/json-value.js';
import { labelTelling } from '../kubernetes/version-label.js';
import { routeMark } from '../traffic/locate-route.js';
import { sameDestination } from '../traffic/route-destinations.js';
import type { CanaryFacts } from './canary-facts.js';
import { checkTold } from './check-told.js';
import type { Destinations, IstioSpec, Versions } from './destinations.js';
import { namedSubset, newSubset, ruleFor, rulesFor, subsetWith } from './find-subset.js';
import type { Findings } from './findings.js';
import { selects, showLabels } from './labels.js';
import { showDestination } from './show-destination.js';
import type { Survey } from './survey.js';
import type { Version } from './versions.js';
import { byHost, checkHosts } from './versions-by-host.js';

/** Where the route sends stable's requests and the canary's, told apart by subset or by host. */
export function checkDestinations(spec: IstioSpec, versions: Versions, survey: Survey, findings: Findings): IstioRoute {
  const { route, stable, canary } = versions;
  const { destination } = route.now;
  const isByHost = spec.traffic.canaryHost !== undefined;
  const isPlain = destination.subset === undefined;
  if (isByHost) checkHosts(spec, versions, survey, findings);
  else if (isPlain && stable && (canary.dark === 'route' || canary.awaited)) {
    const when =
      canary.dark === 'route'
        ? 'gives users the canary already'
        : 'would give users the canary as soon as it is deployed';
    findings.problem(
      `${route.which} sends to ${destination.host} without a subset, which ${when}: have it name a subset with ${stable.name} alone.`,
    );
  }
  const found = isByHost ? byHost(spec, destination, stable) : bySubset(spec, versions, survey);
  if (!isByHost && stable) checkStables(found, { stable, canary }, findings);
  for (const { destination: other } of route.route.destinations) {
    const isKnown = [destination, found.canary].some((each) => sameDestination(each, other, spec.namespace));
    if (!isKnown) findings.note(`The route lists ${showDestination(other)} with weight 0: it stays as it is.`);
  }
  const { object, reference } = route;
  const named = { namespace: spec.namespace, virtualService: object.metadata.name, route: reference };
  return {
    kind: 'istio',
    ...named,
    mark: routeMark(object, route.route.index),
    ...found,
    before: route.route.destinations,
  };
}

function bySubset(
  spec: IstioSpec,
  { route, stable, canary, isForAll }: Versions,
  { destinationRules, rootRules }: Survey,
): Destinations {
  const { destination } = route.now;
  const { namespace } = spec;
  const exportTo = isForAll ? [] : listAt(route.object, 'spec', 'exportTo').filter((each) => typeof each === 'string');
  const rules = rulesFor(destination.host, namespace, destinationRules);
  const listed = route.route.destinations.flatMap((each) => each.destination.subset ?? []);
  const others =
    stable && destination.subset === undefined ? subsetWith(stable.labels, canary.labels, rules) : undefined;
  const named = namedSubset(destination, rules);
  const stables =
    stable && (named ?? others ?? newSubset(stable.version ?? '', labelTelling(stable.labels, canary.labels), rules));
  const own =
    subsetWith(canary.labels, stable?.labels, rules, listed) ??
    newSubset(spec.canary.version, labelTelling(canary.labels, stable?.labels), rules, stables ?? named);
  const missing = [own, ...(stables ? [stables] : [])].filter(
    (each) => !namedSubset({ host: '', subset: each.name }, rules),
  );
  return {
    ...(stables ? { stable: { ...destination, subset: stables.name }, stableSubset: stables } : {}),
    canary: { ...destination, subset: own.name },
    destinationRule: ruleFor(destination, spec, { rules: destinationRules, rootRules, exportTo }),
    missingSubsets: missing,
  };
}

/** A subset that somebody has made is trusted only when it has the pods of one version. */
function checkStables(
  { stableSubset, missingSubsets }: Destinations,
  { stable, canary }: { stable: Version; canary: CanaryFacts },
  findings: Findings,
): void {
  if (stableSubset && missingSubsets.includes(stableSubset)) return checkTold(stable, canary, findings);
  const hasAll = stableSubset && Object.keys(stableSubset.labels).length === 0;
  if (stableSubset && (hasAll || selects(stableSubset.labels, canary.labels)))
    findings.problem(
      `Subset ${stableSubset.name}, to which the route sends, has the canary's pods, too (${hasAll ? 'it has no labels' : showLabels(stableSubset.labels)}): give it a label in which the versions differ.`,
    );
}

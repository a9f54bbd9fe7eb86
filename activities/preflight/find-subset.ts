import type { Destination, IstioRoute, Subset } from '../../domain/plan.js';
import { isRecord, textAt, valueAt } from '../kubernetes/json-value.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { fullHost } from '../traffic/route-destinations.js';
import { subsetsOf } from '../traffic/subsets.js';
import { type Labels, selects } from './labels.js';

/** The DestinationRules for a host, those of its namespace; with `some` those, too, that are for some clients alone. */
export function rulesFor(
  host: string,
  namespace: string,
  rules: KubernetesObject[],
  { some = false } = {},
): KubernetesObject[] {
  return rules.filter(
    (rule) =>
      fullHost(textAt(rule, 'spec', 'host') ?? '', namespace) === fullHost(host, namespace) &&
      (some || !isForSome(rule)),
  );
}

/** Whether a rule is for the clients with some labels alone. */
export function isForSome(rule: KubernetesObject): boolean {
  return valueAt(rule, 'spec', 'workloadSelector') !== undefined;
}

/** The subset that a destination names; undefined when it names none, or none that is there. */
export function namedSubset({ subset }: Destination, rules: KubernetesObject[]): Subset | undefined {
  return rules.flatMap(subsetsOf).find(({ name }) => name === subset);
}

/**
 * The subset that has these pods and not those others, whatever it is called: one that the route lists goes before the
 * rest.
 */
export function subsetWith(
  labels: Labels,
  others: Labels | undefined,
  rules: KubernetesObject[],
  listed: string[] = [],
): Subset | undefined {
  const fitting = rules
    .flatMap(subsetsOf)
    .filter((subset) => selects(subset.labels, labels) && !(others && selects(subset.labels, others)));
  return fitting.find(({ name }) => listed.includes(name)) ?? fitting[0];
}

/** A subset for a version that has none yet: a label of its pods, a name that no other has, the policy of the other's. */
export function newSubset(version: string, labels: Labels, rules: KubernetesObject[], other?: Subset): Subset {
  const taken = rules.flatMap(subsetsOf).map(({ name }) => name);
  const plain = version.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-');
  const candidates = [plain, `${plain}-sluice`, ...taken.map((_, index) => `${plain}-sluice-${index + 2}`)];
  return { name: candidates.find((name) => !taken.includes(name)) ?? plain, labels, ...policyOf(other) };
}

/** The rule that missing subsets are added to: the one that the route's destination is in, or a new one. */
export function ruleFor(
  now: Destination,
  spec: Pick<ReleaseSpec, 'namespace' | 'service'>,
  { rules: all, rootRules, exportTo }: { rules: KubernetesObject[]; rootRules: KubernetesObject[]; exportTo: string[] },
): IstioRoute['destinationRule'] {
  const { namespace, service } = spec;
  const rules = rulesFor(now.host, namespace, all);
  const own = rules.find((rule) => subsetsOf(rule).some(({ name }) => name === now.subset)) ?? rules[0];
  if (own) return { name: own.metadata.name, exists: true };
  const isTaken = all.some(({ metadata }) => metadata.name === service);
  const name = isTaken ? `${service}-sluice` : service;
  const host = fullHost(now.host, namespace);
  const former = mostSpecific(host, all) ?? mostSpecific(host, rootRules);
  const carries = { ...policyOf(former?.['spec']), ...(exportTo.length === 0 ? {} : { exportTo }) };
  return { name, exists: false, ...(Object.keys(carries).length === 0 ? {} : { carries }) };
}

/** Of the rules with a wildcard for a host the one that holds while it has none of its own: Istio joins no two. */
function mostSpecific(host: string, rules: KubernetesObject[]): KubernetesObject | undefined {
  const hostOf = (rule: KubernetesObject) => textAt(rule, 'spec', 'host') ?? '';
  const fitting = rules.filter(
    (rule) => hostOf(rule).startsWith('*') && host.endsWith(hostOf(rule).slice(1)) && !isForSome(rule),
  );
  return fitting.toSorted((one, other) => hostOf(other).length - hostOf(one).length)[0];
}

function policyOf(from: unknown): { trafficPolicy?: Record<string, unknown> } {
  const trafficPolicy = valueAt(from, 'trafficPolicy');
  return isRecord(trafficPolicy) ? { trafficPolicy } : {};
}

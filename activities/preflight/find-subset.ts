import type { Destination, IstioRoute } from '../../domain/plan.js';
import { textAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { fullHost } from '../traffic/route-destinations.js';
import { type Subset, subsetsOf } from '../traffic/subsets.js';
import { type Labels, selects } from './labels.js';

/** The DestinationRules for a host, those of its namespace. */
export function rulesFor(host: string, namespace: string, rules: KubernetesObject[]): KubernetesObject[] {
  return rules.filter((rule) => fullHost(textAt(rule, 'spec', 'host') ?? '', namespace) === fullHost(host, namespace));
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

/** A subset for a version that has none yet, under a name that no other has. */
export function newSubset(version: string, rules: KubernetesObject[]): Subset {
  const taken = rules.flatMap(subsetsOf).map(({ name }) => name);
  const plain = version.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-');
  const candidates = [plain, `${plain}-sluice`, ...taken.map((_, index) => `${plain}-sluice-${index + 2}`)];
  return { name: candidates.find((name) => !taken.includes(name)) ?? plain, labels: { version } };
}

/** The rule that missing subsets are added to: the one that the route's destination is in, or a new one. */
export function ruleFor(
  now: Destination,
  namespace: string,
  service: string,
  all: KubernetesObject[],
): IstioRoute['destinationRule'] {
  const rules = rulesFor(now.host, namespace, all);
  const own = rules.find((rule) => subsetsOf(rule).some(({ name }) => name === now.subset)) ?? rules[0];
  if (own) return { name: own.metadata.name, exists: true };
  const isTaken = all.some(({ metadata }) => metadata.name === service);
  return { name: isTaken ? `${service}-sluice` : service, exists: false };
}

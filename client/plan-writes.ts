import type { Destination, GatewayRoute, IstioRoute, Plan, PodsRoute } from '../domain/plan.js';

/** One object that a release writes for the split, which fields of it, and what they will be before the first weight. */
export interface PlannedWrite {
  /** Such as `VirtualService shop/reviews`. */
  object: string;
  fields: string;
  will: string;
}

/** What is written before the canary has users, and changed at each weight; each object has our annotation meanwhile. */
export function planWrites({ route }: Plan): PlannedWrite[] {
  switch (route.kind) {
    case 'gateway-api':
      return gatewayWrites(route);
    case 'replicas':
      return podsWrites(route);
    case 'istio':
      return istioWrites(route);
  }
}

function istioWrites(route: IstioRoute): PlannedWrite[] {
  const { namespace, virtualService, destinationRule, missingSubsets, meshRoute, stable, canary } = route;
  const subsets = missingSubsets.map(({ name, labels }) => `${name} (${showLabels(labels)})`).join(', ');
  const split = showSplit(stable, canary);
  const mesh = meshRoute && {
    object: `VirtualService ${namespace}/${meshRoute.name}`,
    ...{ fields: 'all of it', will: `made for ${meshRoute.host} on gateway mesh: ${split}; gone at the end` },
  };
  return [
    ...(subsets === ''
      ? []
      : [
          {
            object: `DestinationRule ${namespace}/${destinationRule.name}`,
            fields: destinationRule.exists ? '.spec.subsets' : 'all of it',
            will: `${destinationRule.exists ? 'also' : `made for ${canary.host}:`} ${subsets}`,
          },
        ]),
    {
      object: `VirtualService ${namespace}/${virtualService}`,
      ...{ fields: `${placeOf('.spec.http', route.route)}.route`, will: split },
    },
    ...(mesh ? [mesh] : []),
  ];
}

function gatewayWrites({ namespace, resource, name, rule, missingServices, stable, canary }: GatewayRoute) {
  return [
    ...missingServices.map((service) => ({
      object: `Service ${namespace}/${service.name}`,
      ...{ fields: 'all of it', will: `made for pods with ${showLabels(service.selector)}` },
    })),
    {
      object: `${resource} ${namespace}/${name}`,
      ...{ fields: `${placeOf('.spec.rules', rule)}.backendRefs`, will: showSplit(stable, canary) },
    },
  ];
}

function podsWrites({ namespace, labels, stable, canary }: PodsRoute): PlannedWrite[] {
  const of = (deployment: string) => `Deployment ${namespace}/${deployment}`;
  return [
    {
      object: `pods of ${of(canary.deployment)}`,
      ...{ fields: '.metadata.labels', will: `${showLabels(labels)}, on as many as the weight takes` },
    },
    ...(stable
      ? [
          {
            object: of(stable.deployment),
            fields: '.spec.replicas',
            will: `${stable.replicas}, and fewer from 50 % on`,
          },
        ]
      : []),
  ];
}

function placeOf(list: string, reference: IstioRoute['route']): string {
  switch (reference.by) {
    case 'index':
      return `${list}[${reference.index}]`;
    case 'name':
      return `${list}[name=${reference.name}]`;
    case 'destination':
      return `${list}[to ${reference.destination}]`;
  }
}

function showSplit(stable: Destination | undefined, canary: Destination): string {
  if (!stable) return `${show(canary)} 100`;
  return `${show(stable)} 100, ${show(canary)} 0`;
}

function show({ host, subset }: Destination): string {
  return subset === undefined ? host : `${host}/${subset}`;
}

function showLabels(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}

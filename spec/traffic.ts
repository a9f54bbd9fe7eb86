import { z } from 'zod';
import type { RouteReference, Traffic } from '../domain/release-spec.js';
import { across } from './across.js';
import { forms } from './forms.js';
import { hostName, line, objectName } from './text.js';
import { wanted } from './wanted.js';

const name = line('a name', 253);
const byName = name.transform((text): RouteReference => ({ by: 'name', name: text }));
const byPlace = (expected: string) =>
  z
    .int(wanted(expected))
    .min(0, expected)
    .max(9999, expected)
    .transform((index): RouteReference => ({ by: 'index', index }));

const aRoute = 'expected a route by name, by its place (0 is the first) or by { destination }';
const byDestination = z
  .strictObject({ destination: name })
  .transform(({ destination }): RouteReference => ({ by: 'destination', destination }));
const route = forms({ text: byName, number: byPlace(aRoute), object: byDestination }, aRoute);

const aRule = 'expected a rule by name, by its place (0 is the first) or by { backend }';
const byBackend = z
  .strictObject({ backend: name })
  .transform(({ backend }): RouteReference => ({ by: 'destination', destination: backend }));
const rule = forms({ text: byName, number: byPlace(aRule), object: byBackend }, aRule);

const istio = z.strictObject({
  virtualService: objectName.optional(),
  route: route.optional(),
  canaryHost: hostName.optional(),
});

const gatewayApi = across(
  z.strictObject({ httpRoute: objectName.optional(), grpcRoute: objectName.optional(), rule: rule.prefault(0) }),
  ({ written }, complain) => {
    if (written.includes('httpRoute') && written.includes('grpcRoute'))
      complain('expected one of httpRoute and grpcRoute, not both');
  },
).meta({ not: { required: ['httpRoute', 'grpcRoute'] } });

const replicas = z.strictObject({ round: z.enum(['up', 'down', 'refuse']).default('up') });

/** How users' requests are split: by exactly one of the ways that there are. */
export const traffic = across(
  z.strictObject({ istio: istio.optional(), gatewayApi: gatewayApi.optional(), replicas: replicas.optional() }),
  ({ written }, complain) => {
    if (written.length !== 1) complain('expected exactly one of istio, gatewayApi and replicas');
  },
).meta({ minProperties: 1, maxProperties: 1 });

/** The way that is written, for a Service. What is not named of the Gateway API has the Service's name. */
export function trafficOf(written: z.output<typeof traffic>, service: string): Traffic {
  if (written.replicas) return { kind: 'replicas', round: written.replicas.round };
  if (written.gatewayApi) {
    const { httpRoute, grpcRoute, rule: named } = written.gatewayApi;
    if (grpcRoute !== undefined) return { kind: 'gateway-api', resource: 'GRPCRoute', name: grpcRoute, rule: named };
    return { kind: 'gateway-api', resource: 'HTTPRoute', name: httpRoute ?? service, rule: named };
  }
  const { virtualService, route: named, canaryHost } = written.istio ?? {};
  return {
    kind: 'istio',
    ...(virtualService === undefined ? {} : { virtualService }),
    ...(named === undefined ? {} : { route: named }),
    ...(canaryHost === undefined ? {} : { canaryHost }),
  };
}

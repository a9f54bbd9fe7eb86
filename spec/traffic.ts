import { z } from 'zod';
import type { RouteReference, Traffic } from '../domain/release-spec.js';
import { objectName } from './text.js';

const name = z.string().min(1);
const place = (what: string) => z.int().min(0, `expected a ${what}`);

const route = z
  .union([
    name,
    place('route by name, by its place (0 is the first) or by { destination }'),
    z.strictObject({ destination: name }),
  ])
  .transform((value) => reference(value, (by) => by.destination));

const rule = z
  .union([
    name,
    place('rule by name, by its place (0 is the first) or by { backend }'),
    z.strictObject({ backend: name }),
  ])
  .transform((value) => reference(value, (by) => by.backend));

function reference<By extends object>(value: string | number | By, destination: (by: By) => string): RouteReference {
  if (typeof value === 'string') return { by: 'name', name: value };
  if (typeof value === 'number') return { by: 'index', index: value };
  return { by: 'destination', destination: destination(value) };
}

const istio = z.strictObject({
  virtualService: objectName.optional(),
  route: route.optional(),
  canaryHost: z.string().min(1).optional(),
});

const gatewayApi = z
  .strictObject({ httpRoute: objectName.optional(), grpcRoute: objectName.optional(), rule: rule.prefault(0) })
  .check(({ value, issues }) => {
    if (value.httpRoute === undefined || value.grpcRoute === undefined) return;
    issues.push({ code: 'custom', input: value, message: 'expected one of httpRoute and grpcRoute, not both' });
  });

const replicas = z.strictObject({ round: z.enum(['up', 'down', 'refuse']).default('up') });

/** How users' requests are split: by exactly one of the ways that there are. */
export const traffic = z
  .strictObject({ istio: istio.optional(), gatewayApi: gatewayApi.optional(), replicas: replicas.optional() })
  .check(({ value, issues }) => {
    if (Object.values(value).filter((way) => way !== undefined).length === 1) return;
    issues.push({ code: 'custom', input: value, message: 'expected exactly one of istio, gatewayApi and replicas' });
  });

/** The way that is written, for a Service. What is not named of the Gateway API has the Service's name. */
export function trafficOf(written: z.output<typeof traffic>, service: string): Traffic {
  if (written.replicas) return { kind: 'replicas', round: written.replicas.round };
  if (written.gatewayApi) {
    const { httpRoute, grpcRoute, rule: wanted } = written.gatewayApi;
    if (grpcRoute !== undefined) return { kind: 'gateway-api', resource: 'GRPCRoute', name: grpcRoute, rule: wanted };
    return { kind: 'gateway-api', resource: 'HTTPRoute', name: httpRoute ?? service, rule: wanted };
  }
  const { virtualService, route: wanted, canaryHost } = written.istio ?? {};
  return {
    kind: 'istio',
    ...(virtualService === undefined ? {} : { virtualService }),
    ...(wanted === undefined ? {} : { route: wanted }),
    ...(canaryHost === undefined ? {} : { canaryHost }),
  };
}

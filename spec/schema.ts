import { z } from 'zod';
import type { Canary, ReleaseSpec, RouteReference } from '../domain/release-spec.js';
import { check } from './checks.js';
import { duration } from './duration.js';
import { steps } from './steps.js';
import { image, kubernetesName, labelValue } from './text.js';
import { verify } from './verify.js';

const canary = z
  .strictObject({
    version: labelValue,
    image: image.optional(),
    env: z
      .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of a variable'), z.string())
      .optional(),
    manifest: z.string().min(1).optional(),
    deployment: kubernetesName.optional(),
  })
  .check((context) => {
    const sources = ['image', 'manifest', 'deployment'].filter((name) => name in context.value);
    const complain = (message: string) => context.issues.push({ code: 'custom', input: context.value, message });
    if (sources.length !== 1) complain('expected exactly one of image, manifest and deployment');
    if (context.value.env && !context.value.image) complain('env goes with image');
  })
  .transform(({ version, image: name, env = {}, manifest, deployment }): Canary => {
    if (manifest !== undefined) return { version, source: { kind: 'manifest', manifest } };
    if (deployment !== undefined) return { version, source: { kind: 'found', deployment } };
    return { version, source: { kind: 'image', image: name ?? '', env } };
  });

const route = z
  .union([
    z.string().min(1),
    z.int().min(0, 'expected a route by name, by its place (0 is the first) or by { destination }'),
    z.strictObject({ destination: z.string().min(1) }),
  ])
  .transform((value): RouteReference => {
    if (typeof value === 'string') return { by: 'name', name: value };
    return typeof value === 'number'
      ? { by: 'index', index: value }
      : { by: 'destination', destination: value.destination };
  });

/** The text of a release as people write it; what comes out has every default filled in. */
export const releaseSchema = z
  .strictObject({
    apiVersion: z.literal('sluice/v1'),
    kind: z.literal('Release'),
    metadata: z.strictObject({ namespace: kubernetesName, name: kubernetesName }),
    spec: z.strictObject({
      canary,
      traffic: z.strictObject({
        istio: z.strictObject({ virtualService: kubernetesName.optional(), route: route.prefault(0) }),
      }),
      verify: verify.optional(),
      steps: steps.prefault({ from: 10, by: 10 }),
      checks: z
        .array(check)
        .min(1, 'expected at least one check')
        .prefault([{ 'success-rate': '>= 99.5%' }]),
      inconclusive: z
        .strictObject({ limit: duration.prefault('10m'), action: z.enum(['ask', 'roll-back']).default('ask') })
        .prefault({}),
      drift: z.enum(['pause', 'put-back', 'roll-back']).default('pause'),
      bypass: z.enum(['refuse', 'accept']).default('refuse'),
      bake: duration.prefault('10m'),
      decommission: z.enum(['delete', 'scale', 'leave']).default('delete'),
    }),
  })
  .transform(({ metadata, spec }): ReleaseSpec => {
    const { traffic, verify: proof, inconclusive, bake, ...same } = spec;
    const { virtualService = metadata.name, route: named } = traffic.istio;
    return {
      ...same,
      namespace: metadata.namespace,
      service: metadata.name,
      traffic: { kind: 'istio', virtualService, route: named },
      inconclusive: { limitMs: inconclusive.limit, action: inconclusive.action },
      bakeMs: bake,
      ...(proof ? { verify: proof } : {}),
    };
  });

import { z } from 'zod';
import type { Canary } from '../domain/release-spec.js';
import { duration } from './duration.js';
import { image, kubernetesName, labelValue, objectName } from './text.js';

const pods = z.int().min(1, 'expected a number of pods, at least 1');

const autoscaling = z
  .union([z.strictObject({ min: pods.optional(), max: pods.optional() }), z.literal('leave')])
  .check(({ value, issues }) => {
    if (value === 'leave' || value.min === undefined || value.max === undefined || value.min <= value.max) return;
    issues.push({ code: 'custom', input: value, message: 'expected a min that is not above max' });
  });

/** The version to be released, and where its Deployment comes from. */
export const canary = z
  .strictObject({
    version: labelValue,
    image: image.optional(),
    env: z
      .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of a variable'), z.string())
      .optional(),
    manifest: z.string().min(1).optional(),
    deployment: objectName.optional(),
    ready: duration.prefault('5m'),
    autoscaling: autoscaling.optional(),
    previewService: kubernetesName.optional(),
  })
  .check((context) => {
    const sources = ['image', 'manifest', 'deployment'].filter((name) => name in context.value);
    const complain = (message: string) => context.issues.push({ code: 'custom', input: context.value, message });
    if (sources.length !== 1) complain('expected exactly one of image, manifest and deployment');
    if (context.value.env && !context.value.image) complain('env goes with image');
  })
  .transform(({ image: name, env = {}, manifest, deployment, ready: readyMs, ...same }): Canary => {
    const { autoscaling: scaling, previewService, version } = same;
    const own = {
      version,
      readyMs,
      ...(scaling === undefined ? {} : { autoscaling: scaling }),
      ...(previewService === undefined ? {} : { previewService }),
    };
    if (manifest !== undefined) return { ...own, source: { kind: 'manifest', manifest } };
    if (deployment !== undefined) return { ...own, source: { kind: 'found', deployment } };
    return { ...own, source: { kind: 'image', image: name ?? '', env } };
  });

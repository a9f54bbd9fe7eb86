import { z } from 'zod';
import type { Canary } from '../domain/release-spec.js';
import { across } from './across.js';
import { atLeastASecond } from './duration.js';
import { forms } from './forms.js';
import { manifest } from './manifest.js';
import { whole } from './number.js';
import { image, labelValue, objectName, serviceName } from './text.js';

const pods = whole('a number of pods', { least: 1, most: 100_000 });

const bounds = across(
  z.strictObject({ min: pods.optional(), max: pods.optional() }),
  ({ right: { min, max } }, complain) => {
    if (min !== undefined && max !== undefined && min > max) complain('expected a min that is not above max');
  },
);
const anAutoscaling = 'expected leave, or bounds such as { min: 2, max: 10 }';
const autoscaling = forms({ object: bounds, text: z.literal('leave', anAutoscaling) }, anAutoscaling);

const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of a variable');
const aValue = 'expected a text; numbers are written in quotes';
// oxlint-disable-next-line no-control-regex -- no process can be given it
const value = z.string(aValue).regex(/^[^\u0000]*$/, 'expected a text without the character NUL');

const sources = ['image', 'manifest', 'deployment'];

/** The version to be released, and where its Deployment comes from. */
export const canary = across(
  z.strictObject({
    version: labelValue,
    image: image.optional(),
    env: z.record(variable, value).optional(),
    manifest: manifest.optional(),
    deployment: objectName.optional(),
    ready: atLeastASecond().prefault('5m'),
    autoscaling: autoscaling.optional(),
    previewService: serviceName.optional(),
  }),
  ({ written }, complain) => {
    if (sources.filter((name) => written.includes(name)).length !== 1)
      complain('expected exactly one of image, manifest and deployment');
    if (written.includes('env') && !written.includes('image')) complain('env goes with image');
  },
)
  .transform(({ image: name, env = {}, manifest: text, deployment, ready: readyMs, ...same }): Canary => {
    const { autoscaling: scaling, previewService, version } = same;
    const own = {
      version,
      readyMs,
      ...(scaling === undefined ? {} : { autoscaling: scaling }),
      ...(previewService === undefined ? {} : { previewService }),
    };
    if (text !== undefined) return { ...own, source: { kind: 'manifest', manifest: text } };
    if (deployment !== undefined) return { ...own, source: { kind: 'found', deployment } };
    return { ...own, source: { kind: 'image', image: name ?? '', env } };
  })
  .meta({ oneOf: sources.map((name) => ({ required: [name] })), dependentRequired: { env: ['image'] } });

import { z } from 'zod';
import type { ReleaseSpec } from '../domain/release-spec.js';
import { canary } from './canary.js';
import { check } from './checks.js';
import { duration } from './duration.js';
import { freeze, freezeOf } from './freeze.js';
import { judge } from './judge.js';
import { notify } from './notify.js';
import { steps } from './steps.js';
import { kubernetesName } from './text.js';
import { traffic, trafficOf } from './traffic.js';
import { verify } from './verify.js';

/** Without a judge that acts, and without a word on checks. */
const whereNobodyJudges = [check.parse({ 'success-rate': '>= 99.5%' })];

/** The text of a release as people write it; what comes out has every default filled in. */
export const releaseSchema = z
  .strictObject({
    apiVersion: z.literal('sluice/v1'),
    kind: z.literal('Release'),
    metadata: z.strictObject({ namespace: kubernetesName, name: kubernetesName }),
    spec: z.strictObject({
      canary,
      traffic,
      verify: verify.optional(),
      steps: steps.prefault({ from: 10, by: 10 }),
      judge: judge.prefault({}),
      checks: z.array(check).min(1, 'expected at least one check; leave checks out to have none').optional(),
      inconclusive: z
        .strictObject({ limit: duration.prefault('30m'), action: z.enum(['ask', 'roll-back']).default('ask') })
        .prefault({}),
      drift: z.enum(['pause', 'put-back', 'roll-back']).default('pause'),
      ways: z.enum(['close', 'accept', 'refuse']).default('close'),
      freeze: freeze.optional(),
      bake: duration.prefault('10m'),
      decommission: z.enum(['delete', 'scale', 'leave']).default('delete'),
      notify: notify.optional(),
    }),
  })
  .transform(({ metadata, spec }): ReleaseSpec => {
    const { traffic: way, verify: proof, inconclusive, freeze: frozen, bake, notify: told, checks, ...same } = spec;
    return {
      ...same,
      checks: checks ?? (spec.judge.mode === 'observe' ? whereNobodyJudges : []),
      namespace: metadata.namespace,
      service: metadata.name,
      traffic: trafficOf(way, metadata.name),
      inconclusive: { limitMs: inconclusive.limit, action: inconclusive.action },
      bakeMs: bake,
      ...(frozen ? { freeze: freezeOf(frozen, metadata.namespace) } : {}),
      ...(proof ? { verify: proof } : {}),
      ...(told ? { notify: told } : {}),
    };
  });

import { z } from 'zod';
import type { ReleaseSpec } from '../domain/release-spec.js';
import { across } from './across.js';
import { canary } from './canary.js';
import { check, checks } from './checks.js';
import { duration } from './duration.js';
import { freeze, freezeOf } from './freeze.js';
import { judge } from './judge.js';
import { notify } from './notify.js';
import { steps } from './steps.js';
import { kubernetesName, serviceName } from './text.js';
import { traffic, trafficOf } from './traffic.js';
import { verify } from './verify.js';
import { compareWindows, withWindow } from './windows-and-holds.js';

/** Without a judge that acts, and without a word on checks. */
const whereNobodyJudges = [check.parse({ 'success-rate': '>= 99.5%' })];

const spec = across(
  z.strictObject({
    canary,
    traffic,
    verify: verify.optional(),
    steps: steps.prefault({ from: 10, by: 10 }),
    judge: judge.prefault({}),
    checks: checks.optional(),
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
  ({ right }, complain) =>
    compareWindows(right.steps ?? [], right.checks ?? [], (message, ...path) => complain(message, 'checks', ...path)),
);

/** The text of a release as people write it; what comes out has every default filled in. */
export const releaseSchema = z
  .strictObject({
    // Editors find the schema of a JSON file by it.
    $schema: z.string().optional(),
    apiVersion: z.literal('sluice/v1'),
    kind: z.literal('Release'),
    metadata: z.strictObject({ namespace: kubernetesName, name: serviceName }),
    spec,
  })
  .transform(({ metadata, spec: written }): ReleaseSpec => {
    const {
      traffic: way,
      verify: proof,
      inconclusive,
      freeze: frozen,
      bake,
      notify: told,
      checks: limits,
      ...same
    } = written;
    return {
      ...same,
      checks: (limits ?? (same.judge.mode === 'observe' ? whereNobodyJudges : [])).map((each) =>
        withWindow(each, same.steps),
      ),
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

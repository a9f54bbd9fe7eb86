import { z } from 'zod';
import { commandNames } from '../domain/command.js';
import { phases } from '../domain/release-state.js';
import { outcomes } from './exit-code.js';
import { formats } from './report/formats.js';

const moment = z.iso.datetime().describe('UTC');
const milliseconds = z.number().describe('in milliseconds since 1970');
const weight = z.number().min(0).max(100).describe('in percent');
const release = z.string().describe('the workflow id');
const verdict = z.enum(['pass', 'fail', 'inconclusive']);
const outcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('released') }),
  z.object({
    ...{ kind: z.literal('refused'), problems: z.array(z.string()) },
    notes: z.array(z.string()).optional().describe('what a person should know besides'),
  }),
  z.object({ kind: z.literal('rolled-back'), why: z.string() }),
  z.object({ kind: z.literal('aborted'), by: z.string(), reason: z.string() }),
]);
const version = z.object({
  ...{ version: z.string(), deployment: z.string(), replicas: z.int() },
  workload: z.string().optional().describe("what Istio's metrics call it, where that is not its Deployment's name"),
});

const total = z.object({ requests: z.number(), failed: z.number() });
const opinion = z.object({
  verdict: z.enum(['harmful', 'good enough', 'not yet known']),
  ...{ because: z.string(), reason: z.string() },
  evidence: z.number().describe('odds to 1 against two alike versions looking so'),
  wanted: z.number().describe('the odds that are harmful'),
  ...{ canary: total, stable: total, share: z.number().optional(), burstiness: z.number() },
  missing: z.number().describe('requests that the next weight still takes'),
  slowerThan: z.number().optional().describe('in milliseconds'),
  atLeast: z.number().optional().describe('so many times as often as stable, 95 % sure'),
});

const reportOf = (at: z.ZodType) =>
  z.object({
    at,
    verdict,
    reason: z.string(),
    checks: z.array(
      z.object({
        ...{ name: z.string(), verdict, reason: z.string() },
        ...{ canary: z.number().optional(), stable: z.number().optional(), requests: z.number().optional() },
        stableRequests: z.number().optional(),
        evidence: z.number().optional().describe('odds to 1 against a version that keeps the limit looking so'),
        wanted: z.number().optional().describe('the odds that it fails at'),
      }),
    ),
    share: z.object({
      ...{ asked: weight, measured: weight.optional(), canary: z.number(), total: z.number() },
      ...{ reached: z.enum(['yes', 'no', 'inconclusive']), laggard: z.string().optional() },
      by: z.literal('endpoints').optional().describe('what was counted, where it is not requests'),
    }),
    opinion: opinion.optional().describe('what the judge says; nothing follows from it with judge: observe'),
    pods: z.object({ ready: z.int(), needed: z.int() }),
    foreign: z.object({ what: z.string(), by: z.string(), replaced: z.literal(true).optional() }).optional(),
  });

const entryOf = (at: z.ZodType) =>
  z.object({
    ...{ at, by: z.string(), what: z.string(), weight, command: z.string().optional() },
    report: reportOf(at).optional(),
  });

const waiting = z
  .array(release)
  .optional()
  .describe('the releases that wait behind it for the service, in the order of their turns; when a service was named');

/** What is told of a release's state in every version; there may be more. */
const state = z.looseObject({
  ...{ release, phase: z.enum(phases), since: milliseconds, text: z.string(), weight, weightSince: milliseconds },
  ...{ spec: z.looseObject({}).optional(), plan: z.looseObject({}).optional() },
  ...{ report: reportOf(milliseconds).optional(), outcome: outcome.optional() },
  paused: z.looseObject({ by: z.string(), reason: z.string(), at: milliseconds }).optional(),
  question: z.looseObject({ gate: z.string().optional(), text: z.string(), since: milliseconds }).optional(),
  trouble: z.looseObject({ what: z.string(), since: milliseconds, attempts: z.int() }).optional(),
  journal: z.array(entryOf(milliseconds)).describe('the last decisions; sluice history has all'),
  waiting,
});

const ended = outcome.optional().describe('with --wait');

const receipt = z.union([
  z.object({
    ...{ release, kind: z.literal('obeyed'), phase: z.enum(phases), weight, what: z.string() },
    outcome: ended,
  }),
  z.object({
    ...{ release, kind: z.literal('kept'), what: z.string(), outcome: ended },
  }),
]);

const validated = z.object({
  ...{ valid: z.literal(true), namespace: z.string(), service: z.string(), version: z.string() },
  notes: z.array(z.string()).optional().describe('with --cluster: what a person should know before it begins'),
});

const planned = z.object({
  ...{ namespace: z.string(), service: z.string(), stable: version.optional() },
  canary: version.extend({
    ...{ dark: z.enum(['label', 'route']), deployed: z.enum(['by-us', 'found']) },
    admission: z.record(z.string(), z.string()),
    says: z.record(z.string(), z.string()).optional().describe('the labels by which its pods say their version'),
  }),
  leastMs: z.number().describe('the least time that the holds take, in milliseconds'),
  steps: z.array(
    z.object({
      ...{ phase: z.enum(phases), what: z.string(), weight: weight.optional() },
      ...{ holdMs: z.number().optional(), gate: z.string().optional() },
    }),
  ),
  writes: z
    .array(z.object({ object: z.string(), fields: z.string(), will: z.string() }))
    .describe('what is written for the split, an entry for each object'),
  checks: z.array(z.looseObject({ name: z.string(), metric: z.string() })),
  notes: z.array(z.string()),
});

const listed = z.object({
  releases: z.array(
    z.object({
      ...{ release, namespace: z.string(), service: z.string(), version: z.string().optional() },
      ...{ status: z.enum(['running', 'ended', 'ended by force']), phase: z.string().optional() },
      ...{ outcome: z.enum(outcomes).optional(), began: moment, ended: moment.optional() },
    }),
  ),
  note: z.string().optional().describe('what cannot be told of some of them, and why'),
});

const told = z.object({
  ...{ release, outcome: outcome.optional() },
  faithful: z.boolean().describe('false: another version of Sluice carried it out, and may have decided otherwise'),
  weights: z.array(z.object({ at: moment, weight })),
  entries: z.array(entryOf(moment)),
  waiting,
});

const queued = z.int().min(1).optional().describe('its place in the queue; else it has the service');

const begun = z.object({
  ...{ release, queued, namespace: z.string(), service: z.string(), version: z.string() },
  outcome: ended,
});

const direct = z.object({
  direct: z.literal(true).describe('with --direct'),
  routes: z.array(
    z.union([
      z.looseObject({ virtualService: z.string(), weight }),
      z.looseObject({ httpRoute: z.string(), weight }),
      z.looseObject({ service: z.string(), weight }),
      z.looseObject({ grpcRoute: z.string(), weight }),
    ]),
  ),
  ...{ release: release.optional(), why: z.string().optional().describe('why its release was not told') },
});

/** What each verb prints with `--json` when it does what it is told. */
export const answerSchemas: Record<string, z.ZodType> = {
  ...Object.fromEntries(commandNames.map((name) => [name, receipt])),
  ...{ release: begun, status: state, watch: z.object({ release, outcome }), list: listed, history: told },
  ...{ validate: validated, plan: planned, schema: z.looseObject({}) },
  abort: z.union([receipt, direct]),
  retry: z.object({ release, queued, outcome: ended }),
  rollback: z.object({ release, outcome: ended }),
  report: z.object({
    ...{ release, format: z.enum(formats), waiting },
    ...{ file: z.string().optional().describe('with --output'), document: z.string().optional() },
  }),
  completion: z.object({ shell: z.string(), script: z.string() }),
};

/** What every verb prints with `--json` when it does not. */
export const errorSchema = z.object({
  error: z.object({
    kind: z.string().describe('such as invalid-spec, busy, not-now, not-found, no-answer'),
    message: z.string(),
    problems: z.array(z.string()).optional(),
    notes: z.array(z.string()).optional().describe('what a person should know besides the problems'),
  }),
});

/** All that a verb may print with `--json`, as JSON Schema (draft 2020-12). */
export function answerJsonSchema(verb: string): object {
  const schema = answerSchemas[verb];
  return z.toJSONSchema(schema ? z.union([schema, errorSchema]) : errorSchema);
}

import { z } from 'zod';
import { type Counted, ticksOf } from '../../domain/judgement/counting.js';
import type { RawSeries } from '../../domain/judgement/growth.js';
import type { Tick } from '../../domain/judgement/judge.js';

/** https://prometheus.io/docs/prometheus/latest/querying/api/#range-vectors, whole or only its result. */
const result = z.array(
  z.object({
    metric: z.record(z.string(), z.string()),
    values: z.array(z.tuple([z.number(), z.string()])),
  }),
);
const answer = z.object({ data: z.object({ resultType: z.literal('matrix'), result }) });

/** What a person said of the release, where the answer alone does not tell. */
export interface Known {
  canary?: string | undefined;
  stable?: string | undefined;
  /** Seconds since 1970. */
  begins?: number | undefined;
}

/** The ticks of a matrix that Prometheus has answered, of raw samples. @throws Error with what is wrong with it. */
export function ticksOfMatrix(text: string, known: Known): Tick[] {
  const value: unknown = JSON.parse(text);
  const { data, error } = (
    Array.isArray(value) ? result.transform((all) => ({ data: { result: all } })) : answer
  ).safeParse(value);
  if (error) throw new Error(`no matrix of Prometheus: ${z.prettifyError(error)}`);
  const by = knownBy(data.data.result, known);
  const series = data.data.result.map(({ metric, values }): RawSeries => ({
    labels: { ...metric, destination_workload: metric[by] ?? 'unknown' },
    samples: values.map(([seconds, counted]) => [seconds, Number(counted)] as const),
  }));
  return ticksOf(series, rolesIn(series, known));
}

/**
 * The label that tells the versions apart: the one that has the names which were said, or one with several values; of both
 * the Deployments. @throws Error with the names that neither has.
 */
function knownBy(series: z.infer<typeof result>, { canary, stable }: Known): string {
  const named = [canary, stable].filter((name) => name !== undefined);
  const labels = ['destination_workload', 'destination_version'].map((label) => {
    const values = new Set(series.flatMap(({ metric }) => metric[label] ?? []));
    values.delete('unknown');
    return { label, count: values.size, missing: named.filter((name) => !values.has(name)) };
  });
  const [best] = labels.toSorted(
    (one, other) => one.missing.length - other.missing.length || several(other) - several(one),
  );
  if (!best || (named.length > 0 && best.missing.length === named.length))
    throw new Error(`no series has ${named.join(' or ')}, neither as destination_workload nor as destination_version`);
  return best.label;
}

const several = ({ count }: { count: number }): number => (count > 1 ? 1 : 0);

/** Of two versions the one that was there first is stable; the release begins when the other is seen first. */
function rolesIn(series: readonly RawSeries[], known: Known): Counted {
  const seen = new Map<string, number>();
  for (const { labels, samples } of series) {
    const name = labels['destination_workload'] ?? 'unknown';
    const at = samples.find(([, value]) => value > 0)?.[0];
    if (name !== 'unknown' && at !== undefined) seen.set(name, Math.min(at, seen.get(name) ?? Infinity));
  }
  const named = [known.canary, known.stable];
  const [first, second] = [...seen].filter(([name]) => !named.includes(name)).toSorted(([, a], [, b]) => a - b);
  const stable = known.stable ?? first?.[0];
  const canary = known.canary ?? (known.stable === undefined ? second : first)?.[0];
  if (stable === undefined || canary === undefined || (known.begins === undefined && !seen.has(canary)))
    throw new Error(
      `two versions are wanted; there are ${[...seen.keys()].join(', ') || 'none'}. Name them: --canary v2 --stable v1`,
    );
  return { canary, stable, begins: known.begins ?? Math.floor((seen.get(canary) ?? 0) - 1) };
}

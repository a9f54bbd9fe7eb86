import { type Evidence, lnOdds, noEvidence, startAnew, weigh } from './evidence.js';
import { burstiness, hear, inNewStep, type Moment, newSource, type Source, type Weighed } from './source.js';

/** The comparison of canary and stable by some kinds of failure, each with evidence of its own. */
export interface Comparison {
  readonly kinds: readonly Evidence[];
  /** By name. Sources are never added up: they differ in their failures, and in the share that they send to the canary. */
  readonly sources: Readonly<Record<string, Source>>;
}

/** Before anything was seen. */
export const newComparison = (kinds: number): Comparison => ({
  kinds: Array.from({ length: kinds }, () => noEvidence),
  sources: {},
});

/** The comparison after a moment of one source. `tolerated` as in `weigh`. */
export function compare(
  comparison: Comparison,
  { name, moment, tolerated }: { name: string; moment: Moment; tolerated: number },
): Comparison {
  const { sources, weighed } = remembered(comparison, { name, moment });
  if (moment.at < 0) return { kinds: comparison.kinds, sources };
  const kinds = comparison.kinds.map((evidence, kind) => {
    const seen = weighed[kind];
    return seen ? weigh(evidence, seen, tolerated) : evidence;
  });
  return { kinds, sources };
}

/** The sources after a moment of one of them, and what its failures weigh, by kind. */
export function remembered(
  { kinds, sources }: Comparison,
  { name, moment }: { name: string; moment: Moment },
): { sources: Comparison['sources']; weighed: Weighed[] } {
  const { source, weighed } = hear(sources[name] ?? newSource(moment.at, kinds.length), moment);
  const after = { ...sources };
  after[name] = source; // not in the literal: that takes half as long again, in every tick
  return { sources: after, weighed };
}

/** The comparison when a step begins: its shares are counted anew, and what is kept is bet anew. */
export function compareInNewStep({ kinds, sources }: Comparison): Comparison {
  return {
    kinds: kinds.map(startAnew),
    sources: Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, inNewStep(source)])),
  };
}

/** The same comparison by these kinds alone. */
export function narrowed({ kinds, sources }: Comparison, chosen: readonly number[]): Comparison {
  return {
    kinds: kinds.filter((_, kind) => chosen.includes(kind)),
    sources: Object.fromEntries(
      Object.entries(sources).map(([name, source]) => [name, narrowedSource(source, chosen)]),
    ),
  };
}

function narrowedSource(source: Source, chosen: readonly number[]): Source {
  const only = <T>(values: readonly T[]): T[] => values.filter((_, kind) => chosen.includes(kind));
  const past = ({ short, long }: Source['canary']): Source['canary'] => ({
    short: { ...short, failed: only(short.failed) },
    long: { ...long, failed: only(long.failed) },
  });
  return {
    ...source,
    canary: past(source.canary),
    stable: past(source.stable),
    apart: only(source.apart),
    ...(source.last ? { last: { ...source.last, failed: only(source.last.failed) } } : {}),
  };
}

/** ln of the evidence of one kind. */
export const lnOddsOf = ({ kinds }: Comparison, kind: number): number => lnOdds(kinds[kind] ?? noEvidence);

/** The greatest burstiness of any source, in one kind of failure. */
export const burstinessOf = ({ sources }: Comparison, kind: number): number =>
  Math.max(1, ...Object.values(sources).map(({ apart }) => burstiness(apart[kind] ?? { squared: 0, expected: 0 })));

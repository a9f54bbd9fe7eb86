import { notOver, type OverLimit, weighLimit } from './limit.js';
import { hear, type Moment, newSource, type Source } from './source.js';

/** What is known of whether both versions keep a limit: plain data, a fold over moments. */
export interface KeptLimit {
  /** By name, as in `Comparison`: a burst is known as one by what its source did before. */
  readonly sources: Readonly<Record<string, Source>>;
  readonly canary: OverLimit;
  readonly stable: OverLimit;
}

/** Before anything was seen. `limit` is the share of requests that may fail, 0 or more and below 1. */
export const newKeptLimit = (limit: number): KeptLimit => ({
  sources: {},
  canary: notOver(limit),
  stable: notOver(limit),
});

/** What is known after one more moment of a source; one before the canary has users tells only how failures come. */
export function limitAfter(
  { sources, canary, stable }: KeptLimit,
  { name, moment }: { name: string; moment: Moment },
): KeptLimit {
  const { source, weighed } = hear(sources[name] ?? newSource(moment.at, 1), moment);
  const heard = { ...sources, [name]: source };
  if (moment.at < 0) return { sources: heard, canary, stable };
  const counts = weighed[0]?.counts ?? 1;
  const failures = ({ requests, failed }: Moment['canary']) => ({ requests, failed: failed[0] ?? 0, counts });
  return {
    sources: heard,
    canary: weighLimit(canary, failures(moment.canary)),
    stable: weighLimit(stable, failures(moment.stable)),
  };
}

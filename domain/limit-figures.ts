import type { Limit } from './check.js';
import type { Timed } from './judgement/limits.js';
import { p99, slower, surelySlower } from './judgement/timed.js';
import type { Total } from './judgement/totals.js';

/** What a version did by a limit. */
export interface LimitFigures {
  /** Its requests that tell, and those that miss the limit: of slow ones as many as there probably were. */
  total: Total;
  /** In the limit's own unit; undefined where nobody knows. */
  value?: number;
  /** A clause that says it of `name`. */
  words: (name: string) => string;
}

/** Figures of what was counted of a version, timed by these boundaries. */
export function limitFigures(limit: Limit, seen: Timed, boundaries: readonly number[]): LimitFigures {
  return limit.metric === 'p99' ? slowFigures(limit.threshold.value, seen, boundaries) : failedFigures(seen);
}

function failedFigures({ requests, failed }: Timed): LimitFigures {
  return {
    total: { requests, failed },
    ...(requests > 0 ? { value: 1 - failed / requests } : {}),
    words: (name) => `${name} failed ${count(failed)} of ${count(requests)} requests${share(failed, requests)}`,
  };
}

function slowFigures(ms: number, { times }: Timed, boundaries: readonly number[]): LimitFigures {
  const { requests } = times;
  const slow = surelySlower(times, ms, boundaries);
  const value = p99(times, boundaries);
  const most = value === undefined ? '' : `, 99 % within ${Math.round(value)} ms`;
  return {
    total: { requests, failed: Math.max(0, slower(times, ms, boundaries)) },
    ...(value === undefined ? {} : { value }),
    words: (name) =>
      `${count(slow)} of ${name}'s ${count(requests)} requests took over ${ms} ms${share(slow, requests)}${most}`,
  };
}

const share = (part: number, of: number): string =>
  part > 0 ? ` (${Number(((part / of) * 100).toPrecision(3))} %)` : '';

const count = (value: number): string => Math.round(value).toLocaleString('en-US');

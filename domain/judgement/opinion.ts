import { atLeastTimes } from './bounds.js';
import { type Figures, figuresOf } from './figures.js';
import type { Judge } from './judge.js';
import { type Names, showVerdict } from './show-verdict.js';
import { type Strictness, usualStrictness } from './strictness.js';
import { type Verdict, verdictOf } from './verdict.js';

/** What the judge says of the canary at a moment, in words and with the numbers that it is said on. */
export type Opinion = Verdict &
  Figures & {
    reason: string;
    /** So many times as often as stable the canary fails at least, 95 % sure; undefined: not even more often. */
    atLeast?: number;
  };

/** The opinion at this moment. */
export function opinionOf(judge: Judge, names: Names, strictness: Strictness = usualStrictness): Opinion {
  const verdict = verdictOf(judge, strictness);
  const atLeast = atLeastTimes(judge.release);
  return {
    ...verdict,
    reason: showVerdict(judge, verdict, { names, strictness }),
    ...figuresOf(judge, strictness),
    ...(atLeast > 1 ? { atLeast } : {}),
  };
}

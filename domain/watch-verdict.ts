import type { Check, Judgement, Verdict } from './check.js';

/** What a check's samples say together, oldest first: `fail` when the last `failures` all failed, else as the last one, a lone failure being `inconclusive`. */
export function watchVerdict({ failures }: Pick<Check, 'failures'>, judgements: Judgement[]): Verdict {
  const last = judgements.at(-1);
  if (last === undefined) return 'inconclusive';
  if (last.verdict !== 'fail') return last.verdict;
  const recent = judgements.slice(-failures);
  return recent.length === failures && recent.every(({ verdict }) => verdict === 'fail') ? 'fail' : 'inconclusive';
}

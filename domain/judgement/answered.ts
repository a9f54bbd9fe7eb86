import type { Tick } from './judge.js';
import { type KeptLimit, limitAfter, newKeptLimit } from './kept-limit.js';
import { rate, type Total } from './totals.js';

/** Whether users' requests find a pod to answer them: those that do not are in no version's figures. */
export interface Answered {
  /** Before the canary had users, and since. */
  readonly before: Total;
  readonly since: Total;
  /** Unanswered more often than before; undefined before the canary has users. */
  readonly more?: KeptLimit;
  /** So often that nobody would wait. */
  readonly many?: KeptLimit;
}

/** Twice as often as before, and a little more, is not worth a word; one in a hundred is too many to wait. */
const [times, little, many] = [2, 0.0005, 0.01];

const none: Total = { requests: 0, failed: 0 };
export const nothingAnswered: Answered = { before: none, since: none };

/** What is known after one more moment of a source. */
export function answeredAfter(
  answered: Answered,
  { at, source: name, canary, stable, unanswered = 0 }: Tick,
): Answered {
  const total = { requests: canary.requests + stable.requests + unanswered, failed: unanswered };
  if (at < 0) return { ...answered, before: plus(answered.before, total) };
  const usual = Math.min(0.9, times * rate(answered.before) + little);
  const { more = newKeptLimit(usual), many: tooMany = newKeptLimit(Math.max(usual, many)) } = answered;
  const all = { requests: total.requests, failed: [unanswered] };
  const of = { name, moment: { at, canary: all, stable: { requests: 0, failed: [0] } } };
  return {
    before: answered.before,
    since: plus(answered.since, total),
    more: limitAfter(more, of),
    many: limitAfter(tooMany, of),
  };
}

const plus = (a: Total, b: Total): Total => ({ requests: a.requests + b.requests, failed: a.failed + b.failed });

import type { Check } from '../domain/check.js';
import type { Step } from '../domain/step.js';
import type { Complain } from './across.js';
import type { WrittenCheck } from './checks.js';

/** How far back a query looks when nothing is said and the holds are long enough. */
const usualWindowMs = 30_000;

/**
 * At the end of a hold a window that is longer than it would still look at what an earlier weight did. So none is longer than
 * the shortest hold.
 */
export function compareWindows(steps: readonly Step[], checks: readonly WrittenCheck[], complain: Complain): void {
  const shortest = shortestHold(steps);
  if (!shortest) return;
  const { weight, holdMs } = shortest;
  checks.forEach((check, index) => {
    if (check.metric !== 'query' || check.windowMs === undefined || check.windowMs <= holdMs) return;
    complain(
      `its window of ${check.windowMs / 1000}s is longer than the hold of ${holdMs / 1000}s at ${weight} %, and would look at what was before it: expected a longer hold, or a window of at most ${holdMs / 1000}s`,
      index,
    );
  });
}

/** The check with its window: where none is written 30 s, or as long as the shortest hold. */
export function withWindow(check: WrittenCheck, steps: readonly Step[]): Check {
  if (check.metric !== 'query') return check;
  return { windowMs: Math.min(usualWindowMs, shortestHold(steps)?.holdMs ?? usualWindowMs), ...check };
}

function shortestHold(steps: readonly Step[]) {
  const weights = steps.filter((step) => step.kind === 'weight');
  return weights.toSorted((a, b) => a.holdMs - b.holdMs)[0];
}

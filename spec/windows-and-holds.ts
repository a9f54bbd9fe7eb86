import type { Check } from '../domain/check.js';
import type { Step } from '../domain/step.js';
import type { Complain } from './across.js';
import { defaultWindowMs } from './checks.js';

/**
 * At the end of a hold a window that is longer than it would still look at what an earlier weight did. So none is longer than
 * the shortest hold.
 */
export function compareWindows(steps: readonly Step[], checks: readonly Check[], complain: Complain): void {
  const weights = steps.filter((step) => step.kind === 'weight');
  const [shortest] = weights.toSorted((a, b) => a.holdMs - b.holdMs);
  if (!shortest) return;
  const { weight, holdMs } = shortest;
  checks.forEach((check, index) => {
    if (check.metric !== 'query' || check.windowMs <= holdMs) return;
    const window = `${check.windowMs / 1000}s${check.windowMs === defaultWindowMs ? ' (30s unless said)' : ''}`;
    complain(
      `its window of ${window} is longer than the hold of ${holdMs / 1000}s at ${weight} %, and would look at what was before it: expected a longer hold, or a window of at most ${holdMs / 1000}s`,
      index,
    );
  });
}

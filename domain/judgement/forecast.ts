import { riskRatios } from './evidence.js';
import { limitAt, requestsMissing } from './good-enough.js';
import type { Strictness } from './strictness.js';

/** The traffic that a release will have, as far as one can tell before it. */
export interface Traffic {
  perSecond: number;
  /** The share of stable's requests that fails, 0 to 1. */
  failing: number;
}

/** One step as it will go if the canary is as good as stable. */
export interface Forecast {
  weight: number;
  /** What the weight after it takes: so many requests of the canary since the release began. */
  requests: number;
  /** How long that takes, and how long the step does: its hold, if that is longer. */
  provedSeconds: number;
  seconds: number;
}

/** How each step below 100 % will go, in their order. */
export function forecast(
  steps: readonly { weight: number; holdMs: number }[],
  { perSecond, failing }: Traffic,
  { addedFailures, wrongRaises, leastRequests }: Strictness,
): Forecast[] {
  let seen = 0;
  return steps
    .filter(({ weight }) => weight < 100)
    .map(({ weight, holdMs }, index) => {
      const limit = limitAt((steps[index + 1]?.weight ?? 100) / 100, failing, addedFailures);
      const soFar = { requests: seen, failed: seen * failing };
      const missing = requestsMissing(limit, soFar, { wanted: Math.log(wrongRaises), failing });
      const each = (perSecond * weight) / 100;
      const provedSeconds = Math.max(leastRequests, missing) / each;
      const seconds = Math.max(holdMs / 1000, provedSeconds);
      const requests = Math.ceil(seen + missing);
      seen += seconds * each;
      return { weight, requests, provedSeconds, seconds };
    });
}

/** What is kept for later starts, and shared among the risk ratios: the evidence begins so far below. */
const lnAtFirst = Math.log(riskRatios.length / 0.8);

/**
 * How many seconds it takes on the average, at this weight (percent), to tell that the canary fails `more` (0 to 1) above
 * stable: ln of the odds over what the best bet wins a second (Wald). Above 0.
 */
export function secondsToTell(
  { perSecond, failing }: Traffic,
  { weight, more, falseRollbacks }: { weight: number; more: number; falseRollbacks: number },
): number {
  const share = weight / 100;
  const canary = share * Math.min(1, failing + more);
  const both = canary + (1 - share) * failing;
  const won = riskRatios.map((ratio) => canary * Math.log(ratio) - both * Math.log1p((ratio - 1) * share));
  return (Math.log(2 * falseRollbacks) + lnAtFirst) / (Math.max(...won) * perSecond);
}

import { limitAt, lnBelow } from './good-enough.js';
import { silence } from './heard.js';
import type { Judge } from './judge.js';
import { lnSuspicion, loudest, oddsThatMatter, type Suspicion, suspicionOf } from './odds.js';
import { type Strictness, usualStrictness } from './strictness.js';
import { rate } from './totals.js';
import { isInTrouble } from './trouble.js';

/** What the judge thinks of the canary, and for what. */
export type Verdict =
  | { verdict: 'harmful'; because: 'errors' | 'latency' }
  | { verdict: 'good enough'; because: 'evidence' | 'too little to matter' }
  | { verdict: 'not yet known'; because: Doubt };

/** Why neither can be said. */
export type Doubt =
  | 'silence'
  | 'few requests'
  /** It looks worse, and more evidence will tell. */
  | 'suspicion'
  | 'stable fails, too'
  /** Surely worse; whether by so much as somebody would mind, is not known. */
  | 'worse'
  /** At 100 %, where stable cannot be asked any more. */
  | 'worse than before';

/** A promoted release is taken back without asking only when it fails so many times as often as the limit. */
const surelyWorse = 5;

/** The verdict at this moment. Harmful is harmful at any moment; good enough is meant for the end of a hold. */
export function verdictOf(judge: Judge, strictness: Strictness = usualStrictness): Verdict {
  const suspicion = suspicionOf(judge);
  if (oddsThatMatter(judge, suspicion, strictness.mattering) >= strictness.falseRollbacks)
    return accused(judge, suspicion);
  const doubt = doubtOf(judge, suspicion, strictness);
  if (doubt) return { verdict: 'not yet known', because: doubt };
  const isWorse = !judge.alone && suspicion.errors >= lnSuspicion;
  return { verdict: 'good enough', because: isWorse ? 'too little to matter' : 'evidence' };
}

/** The share of failures, 0 to 1, that the canary must surely stay below for the next weight. */
export function limitOf({ alone, next, release }: Judge, { addedFailures }: Strictness): number {
  return alone ? Math.min(0.9, alone.limit + addedFailures) : limitAt(next / 100, rate(release.stable), addedFailures);
}

/** The canary's requests that the next weight is judged by. */
export const judgedBy = ({ alone, release, step }: Judge) => (alone ? step.canary : release.canary);

function accused(judge: Judge, { errors, latency }: Suspicion): Verdict {
  if (!judge.alone) return { verdict: 'harmful', because: errors >= latency ? 'errors' : 'latency' };
  const isSure = rate(judge.step.canary) > surelyWorse * judge.alone.limit;
  return isSure
    ? { verdict: 'harmful', because: 'errors' }
    : { verdict: 'not yet known', because: 'worse than before' };
}

function doubtOf(judge: Judge, suspicion: Suspicion, strictness: Strictness): Doubt | undefined {
  if (silence(judge.heard, judge.at ?? 0) !== undefined) return 'silence';
  if (!judge.alone && isInTrouble(judge.trouble)) return 'stable fails, too';
  const minded = isSurelyLittle(judge, strictness) ? suspicion.latency : loudest(suspicion);
  if (minded >= Math.log(2 * strictness.falseRollbacks)) return 'worse';
  if (minded >= lnSuspicion) return 'suspicion';
  if (judge.step.canary.requests < strictness.leastRequests) return 'few requests';
  const isEnough = lnBelow(limitOf(judge, strictness), judgedBy(judge)) >= Math.log(strictness.wrongRaises);
  return isEnough ? undefined : 'few requests';
}

/** Whether the canary surely fails by no more than nobody minds above stable. */
function isSurelyLittle(
  { alone, release: { canary, stable } }: Judge,
  { mattering, wrongRaises }: Strictness,
): boolean {
  const usually = rate(stable);
  const limit = Math.min(0.9, usually + Math.max(mattering.least, usually * mattering.ofStable));
  return !alone && limit > 0 && lnBelow(limit, canary) >= Math.log(wrongRaises);
}

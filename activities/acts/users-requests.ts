import type { Watch } from '../../domain/act.js';
import { answeredReport } from '../../domain/answered-report.js';
import { isLimit, type Limit } from '../../domain/check.js';
import { type Opinion, opinionOf } from '../../domain/judgement/opinion.js';
import { type Strictness, usualStrictness } from '../../domain/judgement/strictness.js';
import { limitReport } from '../../domain/limit-report.js';
import type { Plan } from '../../domain/plan.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import { shareOf } from '../../domain/share.js';
import type { Tally, WatchedWeight } from '../../domain/tally.js';
import type { CheckReport, ShareReport } from '../../domain/watch-report.js';
import { carriedOut } from '../metrics/carried-out.js';
import type { MetricsSource } from '../metrics/metrics-source.js';
import { tallying } from '../metrics/tallying.js';

interface Subject {
  watch: Watch;
  spec: ReleaseSpec;
  plan: Plan;
  before?: Tally | undefined;
}

/** What users' requests say of the canary. */
export interface UsersRequests {
  /** The share that they got from it, what they say of its limits, and what the judge thinks of it; of a first release nothing, for want of a stable. */
  seen: (at: Date, signal: AbortSignal) => Promise<{ share: ShareReport; checks: CheckReport[]; opinion?: Opinion }>;
  /** What a later watch may go on from. */
  tally: () => Tally;
}

/** Counts users' requests of one watch, going on from what was counted before. */
export function usersRequests(metrics: MetricsSource, { watch, spec, plan, before }: Subject): UsersRequests {
  const strictness = spec.judge?.strictness ?? usualStrictness;
  const limits = spec.checks.filter(isLimit);
  const watched = watchedIn(watch, spec);
  const counts = tallying(metrics, plan, { ...watched, before, strictness, limits });
  const [asked, previous] = [carriedOut(plan, watch.weight), carriedOut(plan, watch.previous)];
  const elsewhere = plan.route.kind !== 'replicas' && plan.route.elsewhere === true;
  return {
    async seen(at, signal) {
      const tally = await counts.now(at, signal);
      const opinion = opinionNow(tally, { plan, strictness, at });
      const checks = reportsOf(tally, limits, { next: watched.next, strictness, plan });
      return {
        share: shareOf(asked, previous, tally.measured, { elsewhere }),
        checks,
        ...(opinion ? { opinion } : {}),
      };
    },
    tally: counts.tally,
  };
}

function watchedIn({ weight, from, previous }: Watch, { steps }: ReleaseSpec): WatchedWeight {
  const later = steps.flatMap((step) => (step.kind === 'weight' && step.weight > weight ? [step.weight] : []));
  return { weight, from, previous, next: Math.min(100, ...later) };
}

function reportsOf(
  { limits: counted }: Tally,
  limits: readonly Limit[],
  { next, strictness, plan: { canary, stable } }: { next: number; strictness: Strictness; plan: Plan },
): CheckReport[] {
  const names = { canary: canary.version, ...(stable ? { stable: stable.version } : {}) };
  const reports = limits.flatMap((limit, index) => {
    const kept = counted.kept[index];
    return kept ? [limitReport(limit, kept, counted, { next, strictness, names })] : [];
  });
  const guard = answeredReport(counted.answered, strictness);
  return [...reports, ...(guard ? [guard] : [])];
}

/** A judge hears of no seconds without requests: what was not heard of until now is silence. */
function opinionNow(
  { judge, begins }: Tally,
  { plan: { canary, stable }, strictness, at }: { plan: Plan; strictness: Strictness; at: Date },
): Opinion | undefined {
  const now = { ...judge, at: Math.max(judge.at ?? 0, at.getTime() / 1000 - begins) };
  return stable && opinionOf(now, { canary: canary.version, stable: stable.version }, strictness);
}

import { type Forecast, forecast, secondsToTell, type Traffic } from '../../domain/judgement/forecast.js';
import { type Judging, usualStrictness } from '../../domain/judgement/strictness.js';
import type { Plan } from '../../domain/plan.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import { seconds as inWords } from '../../domain/seconds.js';
import { isCounted } from '../metrics/is-counted.js';
import { requestsQuery, successRateQuery } from '../metrics/istio-queries.js';
import type { MetricsSource } from '../metrics/metrics-source.js';
import { subjectOf, workloadOf } from '../metrics/subject-of.js';
import { Trouble } from '../trouble.js';
import type { Findings } from './findings.js';

const windowMs = 60_000;
/** The worsening whose finding is foretold: one request in a hundred more. */
const more = 0.01;

/** Says what the judge can prove at the present traffic, and how long the steps will take at it; nothing where it does not act. */
export async function noteTraffic(
  metrics: MetricsSource,
  { spec, plan }: { spec: ReleaseSpec; plan: Plan },
  findings: Findings,
  signal: AbortSignal,
): Promise<void> {
  const { judge } = spec;
  if (judge?.mode !== 'act' || !isCounted(plan)) return;
  if (!plan.stable) return noteFirst(spec, findings);
  const traffic = await trafficNow(metrics, { plan, workload: workloadOf(plan.stable) }, signal);
  if (traffic) findings.note(traffic.perSecond > 0 ? words(spec, judge, traffic) : silent(spec));
}

function noteFirst({ canary, checks }: ReleaseSpec, findings: Findings): void {
  if (checks.length > 0) return;
  findings.note(
    `Nothing serves yet that ${canary.version} could be compared with, and there are no checks: only whether users' requests are answered at all is looked at. A limit of your own would say more (checks: [{ success-rate: '>= 99.5%' }]).`,
  );
}

/** Of the last minute; undefined when it cannot be told. */
async function trafficNow(
  metrics: MetricsSource,
  { plan, workload }: { plan: Plan; workload: string },
  signal: AbortSignal,
): Promise<Traffic | undefined> {
  const subject = { ...subjectOf(plan), workload, windowMs };
  const at = new Date();
  try {
    const [requests, rate] = await Promise.all([
      metrics.sample(requestsQuery(subject), at, signal),
      metrics.sample(successRateQuery(subject), at, signal),
    ]);
    const perSecond = requests.kind === 'number' ? requests.value / (windowMs / 1000) : 0;
    return { perSecond, failing: rate.kind === 'number' ? Math.min(0.9, Math.max(0, 1 - rate.value)) : 0 };
  } catch (cause) {
    if (signal.aborted || !(cause instanceof Trouble)) throw cause;
    return undefined;
  }
}

const silent = ({ service, inconclusive }: ReleaseSpec): string =>
  `No request to ${service} was counted in the last minute. Without requests nothing is proved, and no weight rises by itself: ${after(inconclusive)}.`;

function words({ canary, steps, inconclusive }: ReleaseSpec, judge: Judging, traffic: Traffic): string {
  const weights = steps.flatMap((step) => (step.kind === 'weight' ? [step] : []));
  const found = forecast(weights, traffic, judge.strictness);
  const [first] = found;
  const { falseRollbacks } = judge.strictness;
  const at = `At ${figure(traffic.perSecond)} requests a second`;
  const bad = (weight: number) =>
    `${canary.version} failing one request in a hundred more than stable is found in about ${time(secondsToTell(traffic, { weight, more, falseRollbacks }))} at ${weight} %`;
  if (!first) return `${at} there is no step to compare the versions at: at 100 % ${canary.version} has only a limit.`;
  const all = time(found.reduce((sum, { seconds }) => sum + seconds, 0));
  const steady = `${at} the weight after ${first.weight} % takes about ${first.requests} requests of ${canary.version}, ${time(first.provedSeconds)}; all steps below 100 % take ${all}`;
  return [`${steady}. ${bad(first.weight)}.`, ...tooLong(found, weights, inconclusive)].join(' ');
}

/** What the spec would have a person asked for, though nothing is wrong. */
function tooLong(
  found: Forecast[],
  weights: { weight: number; holdMs: number }[],
  inconclusive: ReleaseSpec['inconclusive'],
): string[] {
  const longer = found.find(
    ({ provedSeconds }, index) => provedSeconds * 1000 > (weights[index]?.holdMs ?? 0) + inconclusive.limitMs,
  );
  if (!longer) return [];
  return [
    `That is longer than the hold and inconclusive.limit together at ${longer.weight} %: ${after(inconclusive)}. Raise the limit, begin with a higher weight, or let judge.raise.added-failures-below be more than ${percent(usualStrictness.addedFailures)}.`,
  ];
}

const after = ({ limitMs, action }: ReleaseSpec['inconclusive']): string =>
  `after ${inWords(limitMs)} ${action === 'ask' ? 'a person is asked' : 'the release is taken back'}`;

const time = (seconds: number): string => inWords(Math.ceil(seconds) * 1000);
const figure = (value: number): string =>
  value < 10 ? String(Number(value.toPrecision(2))) : Math.round(value).toString();
const percent = (value: number): string => `${Number((value * 100).toPrecision(3))} %`;

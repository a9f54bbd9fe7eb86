import { chanceOfAtLeast } from './binomial.js';
import type { Check, Evidence, Judgement, Sample } from './check.js';
import { meets, type Threshold, worseBy } from './threshold.js';

/**
 * Judges one window. No data, or too little, is never a pass: it is `inconclusive`, unless what little there is already
 * rules the threshold out. A canary that misses the threshold as stable does is not to blame, and not promoted either.
 */
export function judge(check: Check, evidence: Evidence): Judgement {
  const value = numberOf(evidence.canary);
  if (value === undefined) return inconclusive(`${check.name}: ${describe(evidence.canary)} for the canary`);
  if (isRate(check) && (value < 0 || value > 1)) return inconclusive(`${check.name}: ${value} is no rate`);
  if (!evidence.requests) return compare(check, value, evidence.stable);
  const requests = numberOf(evidence.requests) ?? 0;
  const wanted = minimumRequests(check);
  if (requests < wanted && isRuledOut(check, value, requests))
    return fail(check, value, `after ${Math.round(requests)} requests`);
  if (requests < wanted)
    return inconclusive(`${check.name}: ${Math.floor(requests)} of the ${wanted} requests it takes to tell`);
  return compare(check, value, evidence.stable);
}

function compare(check: Check, value: number, beside: Sample | undefined): Judgement {
  const { threshold, tolerance } = check;
  const isMet = meets(value, threshold);
  if (tolerance === undefined || !beside) return isMet ? pass(check, value) : fail(check, value);
  const stable = numberOf(beside);
  if (stable === undefined)
    return isMet ? inconclusive(`${check.name}: no figures of stable to compare with`) : fail(check, value);
  const isWorse = worseBy(value, stable, threshold) > tolerance;
  if (isWorse) return fail(check, value, `while stable has ${show(check, stable)}`);
  return isMet
    ? pass(check, value)
    : inconclusive(`${check.name}: ${show(check, value)}, but stable has ${show(check, stable)}, too`);
}

/**
 * The fewest requests in which the threshold can be seen: for a success rate of at least r, 1 / (1 - r), since in fewer a
 * single failure misses it; 1 for everything else.
 */
export function minimumRequests({ metric, minRequests, threshold }: Check): number {
  if (minRequests !== undefined) return minRequests;
  return isRate({ metric }) && threshold.value < 1 ? Math.ceil(1 / (1 - threshold.value) - 1e-9) : 1;
}

/**
 * Few requests can prove nothing good, but so many failures among them that a canary at the threshold would hardly ever
 * have: less than once in a thousand windows.
 */
function isRuledOut({ metric, threshold }: Check, value: number, requests: number): boolean {
  if (!isRate({ metric }) || !isLowerBound(threshold) || threshold.value <= 0 || threshold.value >= 1) return false;
  const failed = Math.round((1 - value) * requests);
  return failed > 0 && chanceOfAtLeast(failed, Math.round(requests), 1 - threshold.value) < 0.001;
}

const isRate = ({ metric }: Pick<Check, 'metric'>) => metric === 'success-rate' || metric === 'answered';

const isLowerBound = ({ operator }: Threshold) => operator === '>' || operator === '>=';

function numberOf(sample: Sample): number | undefined {
  return sample.kind === 'number' && Number.isFinite(sample.value) ? sample.value : undefined;
}

function describe(sample: Sample): string {
  return sample.kind === 'many' ? `${sample.series} series instead of one number` : 'no data';
}

function show({ metric }: Check, value: number): string {
  if (isRate({ metric })) return `${Number((value * 100).toFixed(3))} %`;
  return metric === 'p99' ? `${Math.round(value)} ms` : String(Number(value.toPrecision(6)));
}

function wantedText(check: Check): string {
  return `${check.threshold.operator} ${show(check, check.threshold.value)} wanted`;
}

function pass(check: Check, value: number): Judgement {
  return { verdict: 'pass', reason: `${check.name}: ${show(check, value)}, ${wantedText(check)}` };
}

function fail(check: Check, value: number, circumstance = ''): Judgement {
  const detail = circumstance === '' ? '' : ` ${circumstance}`;
  return { verdict: 'fail', reason: `${check.name}: ${show(check, value)}${detail}, ${wantedText(check)}` };
}

function inconclusive(reason: string): Judgement {
  return { verdict: 'inconclusive', reason };
}

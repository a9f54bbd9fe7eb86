import type { Judgement, QueryCheck, Sample, Tolerance, WindowSeen } from './check.js';
import { meets, type Threshold, worseBy } from './threshold.js';

/**
 * Judges one window of a query. No number, or too few requests, is never a pass and never a failure. A canary that misses the
 * threshold as stable does is not to blame, and not promoted either.
 */
export function judgeWindow(check: QueryCheck, { canary, stable, requests }: WindowSeen): Judgement {
  const value = numberOf(canary);
  if (value === undefined) return inconclusive(`${check.name}: ${describe(canary)} for the canary`);
  const { minRequests = 0 } = check;
  if (requests !== undefined && requests < minRequests)
    return inconclusive(`${check.name}: ${requests} of the ${minRequests} requests that it takes`);
  return check.tolerance && stable
    ? compare(check, value, { stable, tolerance: check.tolerance })
    : limit(check, value);
}

function limit(check: QueryCheck, value: number): Judgement {
  if (meets(value, check.threshold)) return { verdict: 'pass', reason: `${figure(check, value)}, ${wanted(check)}` };
  const verdict = !check.fails || meets(value, check.fails) ? 'fail' : 'inconclusive';
  return { verdict, reason: `${figure(check, value)}, ${wanted(check)}` };
}

function compare(
  check: QueryCheck,
  value: number,
  { stable: beside, tolerance }: { stable: Sample; tolerance: Tolerance },
): Judgement {
  const stable = numberOf(beside);
  const found = limit(check, value);
  if (stable === undefined)
    return found.verdict === 'pass' ? inconclusive(`${check.name}: no figures of stable to compare with`) : found;
  const most = tolerance.of === 'unit' ? tolerance.value : tolerance.value * Math.abs(stable);
  if (worseBy(value, stable, check.threshold) > most)
    return {
      verdict: 'fail',
      reason: `${figure(check, value)} while stable has ${show(stable)}, at most ${shown(tolerance)} worse wanted`,
    };
  if (found.verdict !== 'fail') return found;
  return inconclusive(`${figure(check, value)}, ${wanted(check)}, but stable has ${show(stable)}, too`);
}

function numberOf(sample: Sample): number | undefined {
  return sample.kind === 'number' && Number.isFinite(sample.value) ? sample.value : undefined;
}

function describe(sample: Sample): string {
  return sample.kind === 'many' ? `${sample.series} series instead of one number` : 'no data';
}

const show = (value: number) => String(Number(value.toPrecision(6)));

const figure = ({ name }: QueryCheck, value: number) => `${name}: ${show(value)}`;

const shown = ({ of, value }: Tolerance) =>
  of === 'unit' ? show(value) : `${Number((value * 100).toPrecision(12))} %`;

const text = ({ operator, value }: Threshold) => `${operator} ${show(value)}`;

function wanted({ threshold, fails }: QueryCheck): string {
  return `${text(threshold)} wanted${fails ? `, ${text(fails)} fails` : ''}`;
}

function inconclusive(reason: string): Judgement {
  return { verdict: 'inconclusive', reason };
}

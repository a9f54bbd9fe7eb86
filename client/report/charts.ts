import { figure } from '../../domain/show-figure.js';
import { odds } from '../render-judge.js';
import type { Chart } from './chart.js';
import { type CheckFacts, type Facts, series } from './facts.js';

/** The charts of a release: its weight, the judge's evidence, and each check that has figures. */
export function chartsOf(facts: Facts): Chart[] {
  const { from, to, orders } = facts;
  const over = { from, to, marks: orders.map(({ at }) => at) };
  const judged = facts.opinions.length > 0 ? [evidence(facts, over)] : [];
  return [weights(facts, over), ...judged, ...facts.checks.filter(hasFigures).map((check) => ofCheck(check, over))];
}

type Over = Pick<Chart, 'from' | 'to' | 'marks'>;

function weights({ asked, measured }: Facts, over: Over): Chart {
  return {
    ...over,
    title: 'Weight of the canary',
    ...{ low: 0, high: 100, show: (value: number) => `${Number(value.toFixed(1))} %` },
    lines: [
      { of: 'asked', name: 'asked', isStepped: true, points: asked },
      { of: 'canary', name: 'measured', isStepped: false, points: measured },
    ],
  };
}

/** By powers of ten: each failure of a bad canary makes it some times as great. */
function evidence({ opinions }: Facts, over: Over): Chart {
  const points = opinions.map(({ at, evidence: found }) => ({ at, value: Math.log10(Math.max(0.1, found)) }));
  const wanted = opinions.at(-1)?.wanted ?? 1000;
  return {
    ...over,
    title: 'Evidence against the canary',
    ...{ low: -1, high: Math.max(Math.log10(wanted), ...points.map(({ value }) => value)) + 0.5 },
    show: (value: number) => odds(10 ** value),
    lines: [{ of: 'canary', name: 'odds against two alike versions looking so', isStepped: false, points }],
    limit: { value: Math.log10(wanted), text: `${odds(wanted)} is harmful` },
  };
}

function ofCheck(check: CheckFacts, over: Over): Chart {
  const { name, metric, threshold } = check;
  const show = (value: number) => figure(metric, value);
  return {
    ...over,
    ...{ title: `${name}${mostEvidence(check)}`, show, ...range(check) },
    lines: [
      { of: 'stable', name: 'stable', isStepped: false, points: series(check, 'stable') },
      { of: 'canary', name: 'canary', isStepped: false, points: series(check, 'canary') },
    ],
    ...(threshold ? { limit: { value: threshold.value, text: `${threshold.operator} ${show(threshold.value)}` } } : {}),
  };
}

/** Of a limit: how loud what speaks against the canary ever was. */
function mostEvidence({ looks }: CheckFacts): string {
  const [most] = looks
    .filter(({ evidence: found }) => found !== undefined)
    .toSorted((a, b) => (b.evidence ?? 0) - (a.evidence ?? 0));
  return most
    ? `, evidence against the canary at most ${odds(most.evidence ?? 0)}, ${odds(most.wanted ?? 0)} fails`
    : '';
}

const hasFigures = (check: CheckFacts) => [...series(check, 'canary'), ...series(check, 'stable')].length > 0;

/** With the threshold in sight. A rate is at most 1, and looked at from where it stands; everything else begins at 0. */
function range(check: CheckFacts): Pick<Chart, 'low' | 'high'> {
  const { metric, threshold } = check;
  const values = [...series(check, 'canary'), ...series(check, 'stable')].map(({ value }) => value);
  const all = [...values, ...(threshold ? [threshold.value] : [])];
  const isRate = metric === 'success-rate' || metric === 'answered';
  if (!isRate) return { low: Math.min(0, ...all), high: (Math.max(...all) || 1) * 1.1 };
  const lowest = Math.min(...all);
  return { low: Math.max(0, lowest - Math.max(0.002, (1 - lowest) * 0.15)), high: 1 };
}

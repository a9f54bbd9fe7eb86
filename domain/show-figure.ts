import type { Metric } from './check.js';
import type { ReleaseSpec } from './release-spec.js';

/** The metric of a check by its name. What is no check of the spec is the guard on the whole service, a ratio. */
export function metricOf(name: string, spec: ReleaseSpec | undefined): Metric {
  return spec?.checks.find((check) => check.name === name)?.metric ?? 'answered';
}

/** A figure in the unit of its metric; `-` for none. */
export function figure(metric: Metric, value: number | undefined): string {
  if (value === undefined) return '-';
  if (metric === 'p99') return `${Math.round(value)} ms`;
  return metric === 'query' ? String(Number(value.toPrecision(4))) : `${Number((value * 100).toFixed(2))} %`;
}

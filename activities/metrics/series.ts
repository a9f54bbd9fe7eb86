import type { Sample } from '../../domain/check.js';
import type { RawSeries } from '../../domain/judgement/growth.js';
import { numberAt, textsAt, valueAt } from '../kubernetes/json-value.js';
import { Trouble } from '../trouble.js';

/** One line of a query's answer. `value` is undefined for NaN (0/0) and the infinities (n/0): no figures to judge by. */
export interface Series {
  labels: Record<string, string>;
  value: number | undefined;
}

/**
 * What Prometheus at `url` has answered: https://prometheus.io/docs/prometheus/latest/querying/api/#expression-query-result-formats
 * @throws Trouble `Unavailable` when it is no such answer.
 */
export function seriesFrom(answer: unknown, url: string): Series[] {
  const result = valueAt(answer, 'data', 'result');
  const type = valueAt(answer, 'data', 'resultType');
  if (type === 'scalar' && Array.isArray(result)) return [{ labels: {}, value: valueOf(result, url) }];
  if (type !== 'vector' || !Array.isArray(result)) throw nonsense(answer, url);
  return result.map((each: unknown) => ({
    labels: textsAt(each, 'metric'),
    value: valueOf(valueAt(each, 'value'), url),
  }));
}

/** The one number of an answer; no number is an answer, too. */
export function sampleOf(series: Series[]): Sample {
  if (series.length > 1) return { kind: 'many', series: series.length };
  const value = series[0]?.value;
  return value === undefined ? { kind: 'no-data' } : { kind: 'number', value };
}

/**
 * What was scraped of counters, as Prometheus at `url` has answered: of a range selector every sample, of any other query one.
 * @throws Trouble `Unavailable` when it is no such answer.
 */
export function scrapedFrom(answer: unknown, url: string): RawSeries[] {
  const result = valueAt(answer, 'data', 'result');
  const type = valueAt(answer, 'data', 'resultType');
  if ((type !== 'matrix' && type !== 'vector') || !Array.isArray(result)) throw nonsense(answer, url);
  return result.map((each: unknown) => {
    const points = type === 'matrix' ? valueAt(each, 'values') : [valueAt(each, 'value')];
    if (!Array.isArray(points)) throw nonsense(each, url);
    return { labels: textsAt(each, 'metric'), samples: points.flatMap((point: unknown) => sampleAt(point, url)) };
  });
}

function sampleAt(point: unknown, url: string): RawSeries['samples'] {
  const [seconds, value] = [numberAt(point, 0), valueOf(point, url)];
  if (seconds === undefined) throw nonsense(point, url);
  return value === undefined ? [] : [[seconds, value]];
}

/** Prometheus writes numbers as text. */
function valueOf(point: unknown, url: string): number | undefined {
  const text: unknown = Array.isArray(point) ? point[1] : undefined;
  if (typeof text !== 'string') throw nonsense(point, url);
  if (/^(NaN|[+-]?Inf)$/.test(text)) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw nonsense(point, url);
  return value;
}

function nonsense(answer: unknown, url: string): Trouble {
  const shown = (JSON.stringify(answer) ?? 'nothing').slice(0, 120);
  return new Trouble('Unavailable', `${url} does not answer as Prometheus does: ${shown}`);
}

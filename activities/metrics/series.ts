import type { Sample } from '../../domain/check.js';
import type { RawSeries } from '../../domain/judgement/growth.js';
import { numberAt, textsAt, valueAt } from '../kubernetes/json-value.js';
import { Trouble } from '../trouble.js';
import { shortened } from './shortened.js';

/** One line of a query's answer. `value` is undefined for NaN (0/0) and the infinities (n/0): no figures to judge by. */
export interface Series {
  labels: Record<string, string>;
  value: number | undefined;
}

/**
 * What Prometheus at `url` has answered: https://prometheus.io/docs/prometheus/latest/querying/api/#expression-query-result-formats
 * @throws Trouble `InvalidSpec` when the query has answered something else than numbers, `Unavailable` when it is no answer.
 */
export function seriesFrom(answer: unknown, url: string): Series[] {
  const { type, result } = resultOf(answer, url);
  if (type === 'scalar') return [{ labels: {}, value: valueOf(result, url) }];
  if (type === 'matrix')
    throw noNumber('all samples of a range (a matrix)', 'a function over it, as in sum(rate(...))');
  if (type === 'string') throw noNumber('a string', 'a query whose value is the figure');
  if (type !== 'vector') throw nonsense(answer, url);
  if (result.some((each) => valueAt(each, 'histogram') !== undefined))
    throw noNumber('a native histogram', 'histogram_quantile(...), or another function that makes a number of it');
  return result.map((each) => ({ labels: textsAt(each, 'metric'), value: valueOf(valueAt(each, 'value'), url) }));
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
  const { type, result } = resultOf(answer, url);
  if (type !== 'matrix' && type !== 'vector') throw nonsense(answer, url);
  return result.map((each) => {
    const points = type === 'matrix' ? valueAt(each, 'values') : [valueAt(each, 'value')];
    if (!Array.isArray(points)) throw nonsense(each, url);
    return { labels: textsAt(each, 'metric'), samples: points.flatMap((point: unknown) => sampleAt(point, url)) };
  });
}

/** An error may come with data, too, and with a status of success. */
function resultOf(answer: unknown, url: string): { type: unknown; result: unknown[] } {
  const [type, result] = [valueAt(answer, 'data', 'resultType'), valueAt(answer, 'data', 'result')];
  if (valueAt(answer, 'status') !== 'success' || !Array.isArray(result)) throw nonsense(answer, url);
  return { type, result };
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

function noNumber(answered: string, wanted: string): Trouble {
  return new Trouble('InvalidSpec', `it answers ${answered}, and one number is wanted: use ${wanted}`);
}

function nonsense(answer: unknown, url: string): Trouble {
  const isPage = typeof answer === 'string' && /^\s*</.test(answer);
  const shown = isPage ? 'a web page' : answer === '' ? 'nothing' : shortened(JSON.stringify(answer));
  return new Trouble('Unavailable', `${url} does not answer as Prometheus does: ${shown}`);
}

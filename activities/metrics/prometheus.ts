import axios from 'axios';
import type { Sample } from '../../domain/check.js';
import type { FailureType } from '../../domain/failure.js';
import { Trouble } from '../trouble.js';
import type { MetricsSource } from './metrics-source.js';

/** A Prometheus, or anything that speaks its HTTP API, at `url`. Each query has `timeoutMs` to answer. */
export function prometheus(url: string, timeoutMs = 5000): MetricsSource {
  const client = axios.create({ baseURL: url, timeout: timeoutMs, maxContentLength: 10_000_000, maxRedirects: 0 });
  return {
    async sample(query, at, signal) {
      const form = new URLSearchParams({ query, time: String(at.getTime() / 1000), timeout: `${timeoutMs}ms` });
      const { data } = await client.post<unknown>('/api/v1/query', form, { signal }).catch((cause: unknown) => {
        throw troubleFrom(cause, url);
      });
      return sampleFrom(data, url);
    },
  };
}

/** https://prometheus.io/docs/prometheus/latest/querying/api/#expression-query-result-formats */
function sampleFrom(answer: unknown, url: string): Sample {
  const data = property(answer, 'data');
  const result = property(data, 'result');
  const type = property(data, 'resultType');
  if (type === 'scalar' && Array.isArray(result)) return numberFrom(result, url);
  if (type !== 'vector' || !Array.isArray(result)) throw nonsense(answer, url);
  if (result.length === 0) return { kind: 'no-data' };
  return result.length > 1 ? { kind: 'many', series: result.length } : numberFrom(property(result[0], 'value'), url);
}

/** Prometheus writes numbers as text. NaN (0/0) and the infinities (n/0) are no figures to judge by. */
function numberFrom(point: unknown, url: string): Sample {
  const text: unknown = Array.isArray(point) ? point[1] : undefined;
  if (typeof text !== 'string') throw nonsense(point, url);
  if (/^(NaN|[+-]?Inf)$/.test(text)) return { kind: 'no-data' };
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw nonsense(point, url);
  return { kind: 'number', value };
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined;
}

function nonsense(answer: unknown, url: string): Trouble {
  const shown = (JSON.stringify(answer) ?? 'nothing').slice(0, 120);
  return new Trouble('Unavailable', `${url} does not answer as Prometheus does: ${shown}`);
}

const byStatus: Record<number, FailureType> = {
  400: 'InvalidSpec',
  401: 'Forbidden',
  403: 'Forbidden',
  422: 'InvalidSpec',
  429: 'Throttled',
};

function troubleFrom(cause: unknown, url: string): Trouble {
  if (!axios.isAxiosError<unknown>(cause))
    return new Trouble('Unavailable', `Prometheus at ${url} cannot be asked`, { cause });
  const status = cause.response?.status;
  const said = property(cause.response?.data, 'error');
  const detail = typeof said === 'string' ? said : cause.message;
  return new Trouble(byStatus[status ?? 0] ?? 'Unavailable', `Prometheus at ${url}: ${detail}`, { cause });
}

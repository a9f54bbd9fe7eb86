import axios from 'axios';
import type { FailureType } from '../../domain/failure.js';
import { textAt } from '../kubernetes/json-value.js';
import { proxyFor } from '../proxy-for.js';
import { Trouble } from '../trouble.js';
import { type Ask, joined } from './joined.js';
import type { MetricsSource } from './metrics-source.js';
import { sampleOf, scrapedFrom, seriesFrom } from './series.js';

/** A Prometheus, or anything that speaks its HTTP API, at `url`. Each query has `timeoutMs` to answer. */
export function prometheus(url: string, timeoutMs = 5000): MetricsSource {
  const client = axios.create({
    ...{ baseURL: url, timeout: timeoutMs, maxContentLength: 50_000_000, maxRedirects: 0, ...proxyFor(url) },
    ...{ headers: { 'Accept-Encoding': 'identity' }, decompress: false }, // answers are short
  });
  const answer = async (query: string, at: Date, signal: AbortSignal): Promise<unknown> => {
    const form = new URLSearchParams({ query, time: String(at.getTime() / 1000), timeout: `${timeoutMs}ms` });
    const { data } = await client.post<unknown>('/api/v1/query', form, { signal }).catch((cause: unknown) => {
      throw troubleFrom(cause, url);
    });
    return data;
  };
  const ask: Ask = async (query, at, signal) => seriesFrom(await answer(query, at, signal), url);
  const together = joined(ask);
  return {
    sample: async (query, at, signal) => sampleOf(await together(query, at, signal)),
    scraped: async (query, at, signal) => scrapedFrom(await answer(query, at, signal), url),
    sampleOwn: async (query, at, signal) => sampleOf(await ask(query, at, signal)),
  };
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
  const detail = textAt(cause.response?.data, 'error') ?? cause.message;
  return new Trouble(byStatus[status ?? 0] ?? 'Unavailable', `Prometheus at ${url}: ${detail}`, { cause });
}

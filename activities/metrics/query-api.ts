import axios from 'axios';
import { proxyFor } from '../proxy-for.js';
import { troubleFromSilence, troubleFromStatus, troubleOfLateness } from './prometheus-errors.js';

/** The longest answer that is read, in bytes. */
const longest = 50_000_000;

/**
 * Runs a query as of `at`: the JSON that was answered, warnings and all. A query that is aborted ends at once with the signal's reason, which is
 * no trouble. @throws Trouble
 */
export type QueryApi = (query: string, at: Date, signal: AbortSignal) => Promise<unknown>;

/** What a Prometheus is asked by: where it is, what messages call that, and how long an answer may take to be there in full. */
interface Asked {
  url: string;
  where: string;
  timeoutMs: number;
}

/** Prometheus' API for queries: https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries */
export function queryApi({ url, where, timeoutMs }: Asked): QueryApi {
  const post = posting({ url, where, timeoutMs });
  return async (query, at, signal) => {
    const form = { query, time: String(at.getTime() / 1000), timeout: `${timeoutMs}ms` };
    const { status, data } = await post(new URLSearchParams(form), signal);
    if (status >= 200 && status < 300) return data;
    throw troubleFromStatus(where, status, data);
  };
}

function posting({ url, where, timeoutMs }: Asked) {
  const client = axios.create({
    ...{ baseURL: url, maxContentLength: longest, maxRedirects: 0, validateStatus: () => true, ...proxyFor(url) },
    ...{ headers: { 'Accept-Encoding': 'identity' }, decompress: false }, // answers are short
  });
  return (form: URLSearchParams, signal: AbortSignal) => {
    const limit = AbortSignal.timeout(timeoutMs); // axios' own is for silence, and not for an answer that drips
    const options = { signal: AbortSignal.any([signal, limit]) };
    return client.post<unknown>('/api/v1/query', form, options).catch((cause: unknown) => {
      signal.throwIfAborted();
      throw limit.aborted ? troubleOfLateness(where, timeoutMs) : troubleFromSilence(where, cause, longest);
    });
  };
}

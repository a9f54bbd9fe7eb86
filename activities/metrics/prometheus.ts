import { type Ask, joined } from './joined.js';
import type { MetricsSource } from './metrics-source.js';
import { queryApi } from './query-api.js';
import { sampleOf, scrapedFrom, seriesFrom } from './series.js';

/**
 * A Prometheus, or anything that speaks its HTTP API, at `url`. Each query has `timeoutMs` to be answered in full. Nothing of
 * the address but host and path is in any message.
 */
export function prometheus(url: string, timeoutMs = 5000): MetricsSource {
  const where = withoutSecrets(url);
  const answer = queryApi({ url, where, timeoutMs });
  const ask: Ask = async (query, at, signal) => seriesFrom(await answer(query, at, signal), where);
  const together = joined(ask);
  return {
    sample: async (query, at, signal) => sampleOf(await together(query, at, signal)),
    scraped: async (query, at, signal) => scrapedFrom(await answer(query, at, signal), where),
    sampleOwn: async (query, at, signal) => sampleOf(await ask(query, at, signal)),
  };
}

/** The address as messages name it. */
function withoutSecrets(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname.replace(/\/+$/, '');
}

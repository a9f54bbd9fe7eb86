import { joined } from './joined.js';
import type { MetricsSource } from './metrics-source.js';
import { queryApi, type QueryApi } from './query-api.js';
import { sampleOf, scrapedFrom, seriesFrom } from './series.js';
import { undoubted, undoubtedOwn } from './undoubted.js';

/**
 * A Prometheus, or anything that speaks its HTTP API, at `url`. Each query has `timeoutMs` to be answered in full. Nothing of
 * the address but host and path is in any message.
 */
export function prometheus(url: string, timeoutMs = 5000): MetricsSource {
  const where = withoutSecrets(url);
  const answer = queryApi({ url, where, timeoutMs });
  const ours: QueryApi = async (query, at, signal) => undoubted(await answer(query, at, signal), where);
  const own: QueryApi = async (query, at, signal) => undoubtedOwn(await answer(query, at, signal), where);
  const together = joined(async (query, at, signal) => seriesFrom(await ours(query, at, signal), where));
  return {
    sample: async (query, at, signal) => sampleOf(await together(query, at, signal)),
    scraped: async (query, at, signal) => scrapedFrom(await ours(query, at, signal), where),
    sampleOwn: async (query, at, signal) => sampleOf(seriesFrom(await own(query, at, signal), where)),
  };
}

/** The address as messages name it. */
function withoutSecrets(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname.replace(/\/+$/, '');
}

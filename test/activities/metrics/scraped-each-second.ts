import type { RawSeries } from '../../../domain/judgement/growth.js';

/** Of how many requests the version was counted until then, in seconds since 1970. */
export type Counter = (seconds: number) => number;

/**
 * What a Prometheus answers that scrapes one proxy each second: of a range selector every sample, of any other query the
 * values as of `at`. The counters are by version, `v2/500` of such answers alone; every request took up to 10 ms.
 */
export function scrapedEachSecond(query: string, at: Date, counters: Record<string, Counter>): RawSeries[] {
  const until = at.getTime() / 1000;
  const rangeMs = query.startsWith('last_over_time') ? undefined : /\[(\d+)ms(?::15000ms)?\]$/.exec(query)?.[1];
  const begin = rangeMs === undefined ? Math.floor(until) - 0.5 : until - Number(rangeMs) / 1000;
  const count = Math.max(0, Math.floor(until) - Math.floor(begin));
  const all = Array.from({ length: count }, (_, index) => Math.floor(begin) + 1 + index);
  const seconds = all.filter((second) => !query.includes(':15000ms') || second % 15 === 0);
  const names: Record<string, string>[] = query.includes('istio_request_duration')
    ? ['10', '25', '+Inf'].map((le) => ({ __name__: 'istio_request_duration_milliseconds_bucket', le }))
    : [{ __name__: 'istio_requests_total' }];
  return Object.entries(counters).flatMap(([key, counter]) => {
    const [version = '', code = '200'] = key.split('/');
    const of = {
      destination_workload: version === 'unknown' ? version : `reviews-${version}`,
      response_code: code,
      source_workload: 'users',
      pod: 'users-1',
    };
    return names.map((name) => ({
      labels: { ...name, ...of },
      samples: seconds.map((each) => [each, counter(each)] as const),
    }));
  });
}

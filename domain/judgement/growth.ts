/** A counter of a proxy as Prometheus has scraped it: times in seconds since 1970, rising, and values. */
export interface RawSeries {
  labels: Readonly<Record<string, string>>;
  samples: readonly (readonly [seconds: number, value: number])[];
}

/** By how much one counter grew between two scrapes of its proxy; times in seconds since 1970. */
export interface Growth {
  labels: RawSeries['labels'];
  /** Of the scrape before; -Infinity when nobody knows. */
  since: number;
  at: number;
  by: number;
}

/** What was known of all counters at a moment: where those begin that are read after it. */
export interface Known {
  /** By the text of a counter's labels. */
  readonly values: ReadonlyMap<string, number>;
  /** By proxy, when it was scraped last; -Infinity when it was, at a time that nobody knows. */
  readonly scraped: ReadonlyMap<string, number>;
}

/** Before anything was read. */
export const nothingKnown: Known = { values: new Map(), scraped: new Map() };

/**
 * By how much each counter grew after what was known, in the order of time. Nothing is extrapolated. A counter that appears
 * on a proxy that was scraped before counts whole (a canary's first failures always are such a counter), and so does one
 * that began anew, and those of a proxy that appeared after `begins`. A bucket of a histogram is told of even when it has not
 * grown: that nothing was so fast is told by its boundary.
 */
export function grown(series: readonly RawSeries[], known: Known, begins: number): Growth[] {
  const scrapes = scrapesOf(series, known);
  return series
    .flatMap((each) => growthOf(each, known, { scrapes: scrapes.get(proxyOf(each.labels)) ?? new Map(), begins }))
    .toSorted((a, b) => a.at - b.at);
}

/** What is known once all samples up to `until` (seconds since 1970) have been read. */
export function knownAfter(series: readonly RawSeries[], known: Known, until = Infinity): Known {
  const [values, scraped] = [new Map(known.values), new Map(known.scraped)];
  for (const { labels, samples } of series) {
    const [at, value] = samples.findLast(([seconds]) => seconds <= until) ?? [];
    if (at === undefined || value === undefined) continue;
    values.set(keyOf(labels), value);
    const proxy = proxyOf(labels);
    scraped.set(proxy, Math.max(at, scraped.get(proxy) ?? at));
  }
  return { values, scraped };
}

/**
 * What is known of a moment: by the last value of each counter (a proxy may have missed scrapes), and by the latest scrapes,
 * whose times are told.
 */
export function knownOf(last: readonly RawSeries[], latest: readonly RawSeries[]): Known {
  const { values, scraped } = knownAfter(last, nothingKnown);
  return knownAfter(latest, { values, scraped: new Map([...scraped.keys()].map((proxy) => [proxy, -Infinity])) });
}

const keyOf = (labels: RawSeries['labels']): string =>
  JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));

const proxyOf = ({ instance, pod }: RawSeries['labels']): string => `${instance} ${pod}`;

/** By proxy and scrape: when the proxy was scraped before, as far as is known. */
function scrapesOf(series: readonly RawSeries[], { scraped }: Known): Map<string, Map<number, number>> {
  const times = new Map([...scraped].map(([proxy, at]) => [proxy, new Set([at])]));
  for (const { labels, samples } of series) {
    const proxy = proxyOf(labels);
    const all = times.get(proxy) ?? new Set();
    times.set(proxy, all);
    for (const [at] of samples) all.add(at);
  }
  return new Map([...times].map(([proxy, all]) => [proxy, previousOf([...all].toSorted((a, b) => a - b))]));
}

const previousOf = (rising: number[]): Map<number, number> =>
  new Map(rising.slice(1).map((at, index) => [at, rising[index] ?? at]));

function growthOf(
  { labels, samples }: RawSeries,
  known: Known,
  { scrapes, begins }: { scrapes: ReadonlyMap<number, number>; begins: number },
): Growth[] {
  let before = known.values.get(keyOf(labels));
  const found = samples.flatMap(([at, value]) => {
    const since = scrapes.get(at);
    const counts = before !== undefined || since !== undefined || at > begins;
    const by = value - (before === undefined || value < before ? 0 : before);
    before = value;
    return counts && by > 0 ? [{ labels, since: since ?? -Infinity, at, by }] : [];
  });
  const last = samples.at(-1);
  if (found.length > 0 || !last || labels['le'] === undefined) return found;
  return [{ labels, since: -Infinity, at: last[0], by: 0 }];
}

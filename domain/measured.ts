import { isRequest, sourceOf, type Versions, versionOf } from './judgement/counting.js';
import type { Growth } from './judgement/growth.js';
import type { Counted } from './reached.js';

/** How users' requests were split since a weight came into force; plain data, with which another worker goes on. */
export interface Measured {
  /** When that was, in milliseconds since 1970. */
  readonly from: number;
  readonly whole: Sources;
  /** The same of the present minute, which began at `since` (seconds since 1970), and of the minute before it. */
  readonly minute: { readonly since: number; readonly sources: Sources; readonly before?: Sources };
  /** What was measured of the weight before. */
  readonly earlier?: Sources;
}

/** By who sent the requests. */
export type Sources = Readonly<Record<string, Counted>>;

/** What the proxies need to hear of a new weight: well below a second. What users got until then is not counted against it. */
export const spreadSeconds = 1;
const minuteSeconds = 60;

/** Before anything was counted. */
export const nothingMeasured = (from: number): Measured => ({
  from,
  whole: {},
  minute: { since: from / 1000, sources: {} },
});

/** What is measured of the weight that is in force since `from`: nothing yet when that is another one. */
export const measuredSince = (measured: Measured, from: number): Measured =>
  measured.from === from ? measured : { ...nothingMeasured(from), earlier: measured.whole };

/** What was measured once these requests are counted, too. What grew between two scrapes counts when both came after the weight. */
export function measure(measured: Measured, growths: readonly Growth[], versions: Versions): Measured {
  let after = measured;
  for (const growth of growths)
    if (growth.since >= measured.from / 1000 + spreadSeconds) after = withGrowth(after, growth, versions);
  return after;
}

function withGrowth(measured: Measured, { labels, at, by }: Growth, versions: Versions): Measured {
  const version = versionOf(labels, versions);
  if (!version || !isRequest(labels)) return measured;
  const more = { source: sourceOf(labels), canary: version === 'canary' ? by : 0, total: by };
  const { since, sources, before } = measured.minute;
  const minute =
    at < since + minuteSeconds
      ? { since, sources: withMore(sources, more), ...(before ? { before } : {}) }
      : { since: at, sources: withMore({}, more), before: sources };
  return { ...measured, whole: withMore(measured.whole, more), minute };
}

function withMore(sources: Sources, { source, canary, total }: Counted & { source: string }): Sources {
  const before = sources[source] ?? { canary: 0, total: 0 };
  return { ...sources, [source]: { canary: before.canary + canary, total: before.total + total } };
}

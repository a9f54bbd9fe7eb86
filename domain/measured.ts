import { isRequest, sourceOf, type Versions, versionOf } from './judgement/counting.js';
import type { Growth } from './judgement/growth.js';
import type { Counted } from './reached.js';
import type { Weight } from './step.js';

/** How users' requests were split since a weight came into force; plain data, with which another worker goes on. */
export interface Measured {
  /** When that was, in milliseconds since 1970. */
  readonly from: number;
  /** The weight; undefined in what an older worker has counted. */
  readonly weight?: Weight;
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

/** Before anything was counted of a weight that is in force since `from`. */
export const nothingMeasured = ({ from, weight }: { from: number; weight: Weight }): Measured => ({
  ...{ from, weight },
  whole: {},
  minute: { since: from / 1000, sources: {} },
});

/**
 * What is measured of a weight: nothing yet when it was another. What was measured of that one is kept if it is `previous`,
 * and not when it was followed by one that nobody measured.
 */
export function measuredSince(
  measured: Measured,
  { previous, ...now }: { from: number; weight: Weight; previous?: Weight },
): Measured {
  if (measured.from === now.from) return measured;
  const isPrevious = measured.weight !== undefined && measured.weight === previous;
  return { ...nothingMeasured(now), ...(isPrevious ? { earlier: measured.whole } : {}) };
}

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

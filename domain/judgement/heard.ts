/** By source: when it was heard last, how often it is, and how many requests it has told of. */
export type Heard = Readonly<Record<string, { at: number; every: number; requests: number }>>;

/** A scrape more or less is left out now and then. */
const missedScrapes = 3;
/** Share of the traffic that must have been heard lately. */
const mostOfTraffic = 0.8;
/** How much a new distance between two ticks changes the usual one. */
const pace = 0.2;

/** What is known of the sources after one of them was heard. */
export function heard(
  before: Heard,
  {
    source,
    at,
    canary,
    stable,
  }: { source: string; at: number; canary: { requests: number }; stable: { requests: number } },
): Heard {
  const last = before[source];
  const requests = canary.requests + stable.requests;
  if (!last) return { ...before, [source]: { at, every: 1, requests } };
  const distance = at - last.at;
  const every = distance > 0 ? last.every + pace * (distance - last.every) : last.every;
  return { ...before, [source]: { at: Math.max(at, last.at), every, requests: last.requests + requests } };
}

/** For how many seconds most of the traffic has not been heard of; undefined when it was. */
export function silence(sources: Heard, now: number): number | undefined {
  const all = Object.values(sources);
  const total = all.reduce((sum, { requests }) => sum + requests, 0);
  const lately = all.filter(({ at, every }) => now - at <= missedScrapes * Math.max(1, every));
  const requests = lately.reduce((sum, source) => sum + source.requests, 0);
  if (total > 0 && requests >= mostOfTraffic * total) return undefined;
  return all.length === 0 ? now : now - Math.max(...all.map(({ at }) => at));
}

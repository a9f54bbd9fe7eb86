import type { Caller, Callers } from './callers.js';

/** How many came by a way, and from where: the most frequent first. */
export interface Came {
  what: 'request' | 'connection';
  count: number;
  from: string[];
  lookedMs?: number | undefined;
}

/** So many are named. */
const mostNamed = 3;

/** Those of the callers that are meant. A call that both sides have counted is one. */
export function cameBy(
  callers: Callers | undefined,
  what: Came['what'],
  isMeant: (caller: Caller) => boolean,
): Came | undefined {
  if (!callers) return undefined;
  const most = new Map<string, number>();
  for (const caller of callers[what === 'request' ? 'requests' : 'connections'].filter(isMeant)) {
    const name = nameOf(caller);
    most.set(name, Math.max(most.get(name) ?? 0, caller.count));
  }
  const sorted = [...most].toSorted(([, one], [, other]) => other - one);
  const from = sorted.slice(0, mostNamed).map(([name, count]) => `${figure(count)} from ${name}`);
  if (sorted.length > mostNamed) from.push(`and those of ${sorted.length - mostNamed} more`);
  const count = Math.ceil(sorted.reduce((sum, [, each]) => sum + each, 0));
  return { what, count, from, lookedMs: callers.lookedMs };
}

/** The greater of two. */
export function mostOf(one: Came | undefined, other: Came | undefined): Came | undefined {
  return (one?.count ?? 0) >= (other?.count ?? 0) ? one : other;
}

/** "340 requests came that way in the last hour (300 from sleep in shop, 40 from cron in jobs)." */
export function showCame({ what, count, from, lookedMs }: Came): string {
  if (count === 0) return `No ${what} came that way in the last hour.`;
  const when =
    lookedMs === undefined
      ? 'in the last hour'
      : `in the last hour or before, as Prometheus began ${Math.max(1, Math.round(lookedMs / 60_000))} min ago`;
  return `${figure(count)} ${what}${count === 1 ? '' : 's'} came that way ${when} (${from.join(', ')}).`;
}

function nameOf({ isBare, workload, namespace }: Caller): string {
  return isBare ? 'clients without a sidecar' : `${workload} in ${namespace}`;
}

function figure(count: number): string {
  return Math.ceil(count).toLocaleString('en');
}

import type { Measured, Sources } from './measured.js';
import { type Counted, reached } from './reached.js';
import { risen } from './risen.js';
import { showPercent } from './pod-split.js';
import type { Weight } from './step.js';
import type { ShareReport } from './watch-report.js';

/**
 * The share that users got since the weight came into force. Where the mesh has heard of it late, what they got before
 * would weigh against it for long: then a minute counts by itself. `elsewhere`: some of them come by other routes, which
 * always lead to stable.
 */
export function shareOf(
  asked: Weight,
  previous: Weight,
  { whole, minute, earlier = {} }: Measured,
  { elsewhere }: { elsewhere: boolean } = { elsewhere: false },
): ShareReport {
  if (elsewhere) {
    const sources = Object.entries(whole).map(([name, counted]) => ({ name, ...counted }));
    const isFirst = previous > 0 && Object.keys(earlier).length === 0;
    const told = { ...countedIn(asked, whole), reached: risen(asked, previous, { now: whole, earlier }), sources };
    return isFirst ? { ...told, incomparable: true } : told;
  }
  const since = shareIn(asked, previous, whole);
  if (since.reached !== 'no') return since;
  const minutes = [minute.sources, ...(minute.before ? [minute.before] : [])];
  const lately = minutes.map((sources) => shareIn(asked, previous, sources));
  return lately.find(({ reached: isReached }) => isReached !== 'inconclusive') ?? since;
}

/** It is reached when the sum shows it, and no single source surely still has the weight before. */
function shareIn(asked: Weight, previous: Weight, sources: Sources): ShareReport {
  const counted = countedIn(asked, sources);
  const laggard = Object.entries(sources).find(([, source]) => isBehind(asked, previous, source))?.[0];
  if (laggard !== undefined) return { ...counted, reached: 'no', laggard };
  return { ...counted, reached: reached(asked, previous, counted) };
}

function countedIn(asked: Weight, sources: Sources): Omit<ShareReport, 'reached'> {
  const all = Object.values(sources);
  const canary = all.reduce((sum, source) => sum + source.canary, 0);
  const total = all.reduce((sum, source) => sum + source.total, 0);
  return { asked, canary, total, ...(total > 0 ? { measured: (canary / total) * 100 } : {}) };
}

function isBehind(asked: Weight, previous: Weight, source: Counted): boolean {
  if (asked === previous || source.total === 0) return false;
  return reached(asked, previous, source) === 'no' && reached(previous, asked, source) === 'yes';
}

/** So many sources are named. */
const mostNamed = 3;

/** The share in a sentence with its numbers. */
export function showShare(share: ShareReport): string {
  const { measured, canary, total, reached: isReached, laggard, by, sources, incomparable } = share;
  const asked = showPercent(share.asked);
  if (measured === undefined) return `no ${by ?? 'requests'} to measure the ${asked} by`;
  const what = by === undefined ? 'requests' : 'ready endpoints, whose requests nobody counts';
  const counted = `${measured.toFixed(1)} % measured, ${asked} asked, ${Math.round(canary)} of ${Math.round(total)} ${what}${sources ? showSources(sources) : ''}`;
  if (laggard !== undefined) return `${counted}: ${laggard} still has the weight before`;
  if (incomparable && isReached === 'inconclusive')
    return `${counted}: nothing was measured of the weight before, from which it could be told`;
  return isReached === 'inconclusive' ? `${counted}: too few to tell it from the weight before` : counted;
}

/** By who sent them, since not all of each go by the route: those with most requests. */
function showSources(sources: NonNullable<ShareReport['sources']>): string {
  const most = sources.toSorted((a, b) => b.total - a.total).slice(0, mostNamed);
  const each = most.map(({ name, canary, total }) => `${((canary / total) * 100).toFixed(1)} % of ${name}'s`);
  return ` by all routes (${each.join(', ')})`;
}

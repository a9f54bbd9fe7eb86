import type { Measured, Sources } from './measured.js';
import { type Counted, reached } from './reached.js';
import { showPercent } from './pod-split.js';
import type { Weight } from './step.js';
import type { ShareReport } from './watch-report.js';

/**
 * The share that users got since the weight came into force. Where the mesh has heard of it late, what they got before
 * would weigh against it for long: then a minute counts by itself.
 */
export function shareOf(asked: Weight, previous: Weight, { whole, minute }: Measured): ShareReport {
  const since = shareIn(asked, previous, whole);
  if (since.reached !== 'no') return since;
  const minutes = [minute.sources, ...(minute.before ? [minute.before] : [])];
  const lately = minutes.map((sources) => shareIn(asked, previous, sources));
  return lately.find(({ reached: isReached }) => isReached !== 'inconclusive') ?? since;
}

/** It is reached when the sum shows it, and no single source surely still has the weight before. */
function shareIn(asked: Weight, previous: Weight, sources: Sources): ShareReport {
  const all = Object.values(sources);
  const canary = all.reduce((sum, source) => sum + source.canary, 0);
  const total = all.reduce((sum, source) => sum + source.total, 0);
  const counted = { asked, canary, total, ...(total > 0 ? { measured: (canary / total) * 100 } : {}) };
  const laggard = Object.entries(sources).find(([, source]) => isBehind(asked, previous, source))?.[0];
  if (laggard !== undefined) return { ...counted, reached: 'no', laggard };
  return { ...counted, reached: reached(asked, previous, { canary, total }) };
}

function isBehind(asked: Weight, previous: Weight, source: Counted): boolean {
  if (asked === previous || source.total === 0) return false;
  return reached(asked, previous, source) === 'no' && reached(previous, asked, source) === 'yes';
}

/** The share in a sentence with its numbers. */
export function showShare(share: ShareReport): string {
  const { measured, canary, total, reached: isReached, laggard, by } = share;
  const asked = showPercent(share.asked);
  if (measured === undefined) return `no ${by ?? 'requests'} to measure the ${asked} by`;
  const what = by === undefined ? 'requests' : 'ready endpoints, whose requests nobody counts';
  const counted = `${measured.toFixed(1)} % measured, ${asked} asked, ${Math.round(canary)} of ${Math.round(total)} ${what}`;
  if (laggard !== undefined) return `${counted}: ${laggard} still has the weight before`;
  return isReached === 'inconclusive' ? `${counted}: too few to tell it from the weight before` : counted;
}

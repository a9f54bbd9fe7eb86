import { logSum } from './judgement/log-sum.js';
import type { Sources } from './measured.js';
import { type Counted, lnChance, lnWanted, strayOf } from './reached.js';
import type { Weight } from './step.js';

/** The least part of a source's requests that is thought of, besides none. */
const leastPart = 0.005;
const none: Counted = { canary: 0, total: 0 };

/**
 * The same as `reached` where some of a source's requests go by other routes, to stable whatever the weight: nobody counts
 * requests by route, so which part is unknown. It is the same before and after, and that tells: `yes` when what was
 * counted at both weights speaks a thousand to one for the one asked for, against the best that can be said for the
 * former one. Sources bear each other out. Never `no`.
 */
export function risen(
  asked: Weight,
  previous: Weight,
  { now, earlier }: { now: Sources; earlier: Sources },
): 'yes' | 'inconclusive' {
  const sources = Object.entries(now);
  if (sources.every(([, { total }]) => total <= 0)) return 'inconclusive';
  if (asked === previous) return 'yes';
  const parts = partsFor(asked, previous);
  const ln = sources.map(([name, counted]) =>
    lnRisen({ asked, previous, parts }, { now: counted, earlier: earlier[name] ?? none }),
  );
  return ln.reduce((sum, each) => sum + each, 0) >= lnWanted ? 'yes' : 'inconclusive';
}

/**
 * Parts of a source's requests that may go by the route: none, and from few to all, so close to each other that none
 * between two of them is better explained by the former weight.
 */
function partsFor(asked: Weight, previous: Weight): number[] {
  const [less, more] = [Math.min(asked, previous), Math.max(asked, previous)];
  const step = 1 + (less > 0 ? Math.min(1, more / less - 1) : 1) / 8;
  const count = Math.ceil(-Math.log(leastPart) / Math.log(step));
  return [0, ...Array.from({ length: count }, (_, index) => step ** -index)];
}

/** ln of the odds for the weight asked for, averaged over the parts, against the former one with the part that suits it best. */
function lnRisen(
  { asked, previous, parts }: { asked: Weight; previous: Weight; parts: number[] },
  { now, earlier }: { now: Counted; earlier: Counted },
): number {
  const stray = strayOf(asked, previous);
  const share = (weight: Weight, part: number) => Math.min(1 - stray, Math.max(stray, (part * weight) / 100));
  const both = (before: number, after: number) => lnChance(before, earlier) + lnChance(after, now);
  const lnFor = logSum(parts.map((part) => both(share(previous, part), share(asked, part)))) - Math.log(parts.length);
  const all = (earlier.canary + now.canary) / (earlier.total + now.total || 1);
  const likeliest = Math.max(stray, Math.min(all, share(previous, 1)));
  return lnFor - both(likeliest, likeliest);
}

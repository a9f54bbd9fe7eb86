import type { PodsRoute } from './plan.js';
import type { Weight } from './step.js';

/** What is done with a weight that no number of pods gives exactly. */
export type Rounding = 'up' | 'down' | 'refuse';

/** How many pods of each version users get. */
export interface PodSplit {
  canary: number;
  stable: number;
}

/** The pods that there are to split between: those that serve everything now, and the canary's; and how a weight is rounded. */
export interface PodRule extends PodSplit {
  round: Rounding;
}

/** How far from the weight a share may be and still be it, in percent. */
const exactly = 0.5;

/**
 * The pods that give the canary `weight`, on the one way that every release goes: its pods get users, from none to all,
 * beside a stable that is whole; then stable gives up its own, from all to none. 0 and 100 are always had. Undefined: no
 * number of pods gives it, and the rule is to refuse that.
 */
export function splitFor(weight: Weight, rule: PodRule): PodSplit | undefined {
  if (weight <= 0) return { canary: 0, stable: rule.stable };
  if (weight >= 100) return { canary: rule.canary, stable: 0 };
  const all = placesOf(rule);
  const above = all.find((place) => percentOf(place) >= weight);
  const below = all.findLast((place) => percentOf(place) <= weight);
  switch (rule.round) {
    case 'up':
      return above;
    case 'down':
      return below;
    case 'refuse':
      return [above, below].find((place) => place && Math.abs(percentOf(place) - weight) <= exactly);
  }
}

/** Every place of that way, in its order: each gives the canary more than the one before. */
export function placesOf({ canary, stable }: PodSplit): PodSplit[] {
  const up = Array.from({ length: canary + 1 }, (_, count) => ({ canary: count, stable }));
  const down = Array.from({ length: stable }, (_, gone) => ({ canary, stable: stable - gone - 1 }));
  return [...up, ...down];
}

/** The canary's share of the pods, in percent. */
export function percentOf({ canary, stable }: PodSplit): number {
  return canary === 0 ? 0 : (100 * canary) / (canary + stable);
}

/** The pods of a release's weight; one that preflight let pass, and that is not to be had all the same, is rounded down. */
export function splitOf({ round, canary, stable }: PodsRoute, weight: Weight): PodSplit {
  const rule = { round, canary: canary.replicas, stable: stable?.replicas ?? 0 };
  return splitFor(weight, rule) ?? splitFor(weight, { ...rule, round: 'down' }) ?? { canary: 0, stable: rule.stable };
}

/** The share that a release's weight is carried out as, in percent. */
export function percentAt(route: PodsRoute, weight: Weight): number {
  return percentOf(splitOf(route, weight));
}

/** How many of the canary's pods must serve for it to carry its load: what stable has given up, and one in any case. */
export function podsCarrying(route: PodsRoute, weight: Weight): number {
  const { canary, stable } = splitOf(route, weight);
  return canary === 0 ? 0 : Math.max(1, (route.stable?.replicas ?? 0) - stable);
}

/** In a few words: `25 %, 1 of 4 pods`. */
export function showSplit(split: PodSplit): string {
  const all = split.canary + split.stable;
  return `${showPercent(percentOf(split))}, ${split.canary} of ${all} ${all === 1 ? 'pod' : 'pods'}`;
}

/** A share as people read it: `16.7 %`. */
export function showPercent(percent: number): string {
  return `${Number(percent.toFixed(1))} %`;
}

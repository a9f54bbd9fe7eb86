import { podsNeeded } from './pods-needed.js';
import type { Weight } from './step.js';

/** How few and how many pods an autoscaler may give a version. */
export interface Bounds {
  min: number;
  max: number;
}

/** What a release has made of an autoscaler's lower bound, and what is to be given back. */
export interface Held {
  /** The bound as its owner wrote it. */
  own: number;
  /** The bound as the release wrote it. */
  floor: number;
  /** When that was, in milliseconds since 1970: since then the pods up to it are awaited. */
  since: number;
}

/** How many ready pods of the canary a weight needs: stable served everything with what it had, or has by now. */
export function canaryNeeds(weight: Weight, stable: { begin: number; now: number }): number {
  return podsNeeded(weight, Math.max(stable.begin, stable.now));
}

/**
 * Holds an autoscaler's lower bound at `needed` pods. It never falls while it is held, and never passes the upper one. What
 * somebody else has written since is the owner's bound from then on.
 */
export function held(before: Held | undefined, { min, max }: Bounds, needed: number, at: number): Held {
  const isOurs = before?.floor === min;
  const floor = Math.max(min, Math.min(max, needed));
  return { own: isOurs ? before.own : min, floor, since: isOurs && floor === min ? before.since : at };
}

/** The lower bound when the release lets go: the owner's, or what somebody else has written over ours. */
export function givenBack(before: Held | undefined, min: number): number {
  return before?.floor === min ? before.own : min;
}

/** What there is of the pods that a weight needs, and what may come. */
export interface Capacity {
  needed: number;
  serving: number;
  /** The most that the autoscaler may give, and since when it was asked; undefined: nothing scales the version. */
  scaled?: { max: number; since: number };
}

/**
 * Whether the pods suffice. Those that an autoscaler was asked for are awaited for `patienceMs`; then, and where none may
 * come, they are `lacking`.
 */
export function judgeCapacity({ needed, serving, scaled }: Capacity, at: number, patienceMs: number) {
  if (serving >= needed) return 'enough';
  if (!scaled) return 'lacking';
  if (needed > scaled.max) return 'beyond';
  return at - scaled.since < patienceMs ? 'awaited' : 'lacking';
}

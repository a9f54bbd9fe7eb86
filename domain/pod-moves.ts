import type { PodRule, PodSplit } from './pod-split.js';

/** The pods behind a Service as they are seen. */
export interface PodsSeen {
  /** Pods of the canary with the Service's labels: those that serve, and those that do not (yet, or any more). */
  serving: number;
  idle: number;
  /** Those without the labels that are ready. */
  dark: number;
  /** The replicas that stable is to have, and how many of its pods serve. */
  wanted: number;
  stable: number;
  /** Whether the canary's new pods are born with the labels; `partly`: that is being changed. */
  sealed: 'yes' | 'no' | 'partly';
  /** How many pods must go on serving while the canary's lose their users; 0 where stable has never given up any. */
  need: number;
}

/** The next thing to be done. */
export type PodMove =
  | { kind: 'label'; count: number }
  /** Idle ones first. */
  | { kind: 'unlabel'; count: number }
  | { kind: 'scale'; replicas: number }
  | { kind: 'seal' }
  | { kind: 'unseal' }
  | { kind: 'wait'; what: string };

/**
 * What is to be done next for users to get these pods; undefined: they do. What serves is added before anything is taken
 * away, so that at no moment fewer pods serve than at the beginning, at the end, or than `need`.
 */
export function nextMove(seen: PodsSeen, to: PodSplit, all: Pick<PodRule, 'canary' | 'stable'>): PodMove | undefined {
  if (seen.wanted < to.stable) return { kind: 'scale', replicas: to.stable };
  const surplus = seen.serving + seen.idle - to.canary;
  if (surplus > 0) return fewer(seen, surplus, to.canary < all.canary);
  if (seen.sealed !== 'no' && to.canary < all.canary) return { kind: 'unseal' };
  if (surplus < 0) return more(seen, to.canary, -surplus);
  if (seen.serving < to.canary) return waiting(`${seen.serving} of ${to.canary} pods of the canary are endpoints`);
  if (seen.sealed !== 'yes' && isSealed(to, all)) return { kind: 'seal' };
  if (seen.wanted > to.stable) return { kind: 'scale', replicas: to.stable };
  if (seen.stable > to.stable) return waiting(`${seen.stable - to.stable} pods of stable are still endpoints`);
  return undefined;
}

/** Whether new pods of the canary must be born with users: stable could not stand in for one that is replaced. */
function isSealed(to: PodSplit, all: PodSplit): boolean {
  return to.canary > 0 && (to.stable < all.stable || to.stable === 0);
}

function fewer(seen: PodsSeen, surplus: number, isUnsealed: boolean): PodMove {
  const spare = Math.max(0, seen.serving + seen.stable - seen.need);
  const count = Math.min(surplus, seen.idle + spare);
  if (count > 0) return { kind: 'unlabel', count };
  if (seen.sealed !== 'no' && isUnsealed) return { kind: 'unseal' };
  return waiting(`${seen.stable} of ${seen.need} pods of stable serve; until they do, the canary's go on`);
}

function more({ dark, serving }: PodsSeen, wanted: number, lacking: number): PodMove {
  if (dark > 0) return { kind: 'label', count: Math.min(lacking, dark) };
  return waiting(`${serving} of ${wanted} pods of the canary are ready`);
}

function waiting(what: string): PodMove {
  return { kind: 'wait', what };
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Fence } from '../../domain/fence.js';
import { nextMove } from '../../domain/pod-moves.js';
import type { PodSplit } from '../../domain/pod-split.js';
import { refuseIfSuperseded } from '../kubernetes/fence-annotation.js';
import { Trouble } from '../trouble.js';
import { makeMove, touchAll } from './make-move.js';
import { type PodsWay, readPods, seenIn } from './read-pods.js';

const everyMs = 100;
/** How long one try waits: the act has four seconds. */
const limitMs = 2500;

/** Where to, on behalf of which act. */
export interface Moving {
  to: PodSplit;
  fence: Fence;
  /** How many pods must go on serving while the canary's lose their users. */
  need: number;
  /** Whether our fence is to be on everything that an act before may still have in its hands. */
  isBack: boolean;
}

/**
 * Does one thing after the other until users get those pods. @throws Trouble `Unavailable` with what it waits for when this
 * try was not long enough, `Superseded`, `Conflict`, `NotFound`.
 */
export async function movePods(way: PodsWay, moving: Moving, signal: AbortSignal): Promise<void> {
  const { route } = way;
  const { to, fence, need, isBack } = moving;
  const all = { canary: route.canary.replicas, stable: route.stable?.replicas ?? 0 };
  const deadline = Date.now() + limitMs;
  for (;;) {
    const reading = await readPods(way, signal);
    if (typeof reading === 'string') throw new Trouble('NotFound', reading);
    refuseIfSuperseded(fence, reading.fence, `Service ${route.namespace}/${route.service}`);
    const move = nextMove({ ...seenIn(reading, route, to), need }, to, all);
    const isIdle = !move || move.kind === 'wait';
    if (isIdle && isBack && (await touchAll(way, fence, reading, signal))) continue;
    if (!move) return;
    if (move.kind !== 'wait') await makeMove(way, { move, reading, fence }, signal);
    else if (Date.now() < deadline) await sleep(everyMs, undefined, { signal });
    else throw new Trouble('Unavailable', move.what);
  }
}

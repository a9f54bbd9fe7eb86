import type { Report } from '../part.js';
import { Problem, systemTrouble } from '../problem.js';

/** The node itself has ended, or has not become ready in its time. */
export class NodeNotReady extends Problem {}

/**
 * Starts the node with what an earlier one left, where it did. What was `inherited` is cleared, and the node begun afresh,
 * only when the node does not become ready on it: all other trouble (a taken port, a full disk) leaves it as it is.
 */
export async function startOrBeginAfresh(
  { start, clear }: { start: () => Promise<void>; clear: () => Promise<void> },
  { inherited, report }: { inherited: boolean; report: Report },
): Promise<void> {
  try {
    await start();
  } catch (error) {
    if (!inherited || !(error instanceof NodeNotReady) || systemTrouble(error)) throw error;
    report('what the last cluster left does not start; beginning afresh');
    await clear();
    await start();
  }
}

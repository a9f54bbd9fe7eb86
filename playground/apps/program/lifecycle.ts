import type { Behaviour } from './behaviour.js';

/** Where the process is in its life: since when it runs, and whether it is ending. */
export class Lifecycle {
  readonly #started = performance.now();
  /** True once the process has been told to end. */
  ending = false;

  /** Why the process is not ready for requests; undefined when it is. */
  whyNotReady(behaviour: Readonly<Pick<Behaviour, 'ready' | 'startSeconds'>>): string | undefined {
    if (this.ending) return 'the process is ending';
    if (!behaviour.ready) return 'told not to be ready';
    const seconds = (performance.now() - this.#started) / 1000;
    return seconds < behaviour.startSeconds ? `starting: takes ${behaviour.startSeconds} s` : undefined;
  }
}

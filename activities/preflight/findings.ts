import { plain } from '../../domain/plain.js';
import type { Ways } from '../../domain/release-spec.js';
import { type Came, showCame } from './came.js';

/** A way to the service that the route does not rule. */
export interface Way {
  /** What it is, and what those get who come by it. */
  text: string;
  /** What would end it. */
  remedy: string;
  /** Who came by it in the last hour; undefined: nobody can tell. */
  came?: Came | undefined;
  /** What the release itself does about it; undefined: it cannot do anything. */
  closed?: string | undefined;
}

/**
 * What preflight has found so far: problems refuse the release, notes are for the person to know. Both repeat names of the
 * cluster and of manifests, and are shown in places that are not ours, such as Temporal's pages.
 */
export class Findings {
  readonly problems: string[] = [];
  readonly notes: string[] = [];
  readonly #ways: Ways;

  /** `ways`: what the spec wants done about ways that the route does not rule. */
  constructor(ways: Ways) {
    this.#ways = ways;
  }

  problem(text: string): undefined {
    this.problems.push(plain(text));
  }

  note(text: string): undefined {
    this.notes.push(plain(text));
  }

  /** Accepted, closed, or shown where nobody came by it, as the spec says; else the release is refused for it. */
  way({ text, remedy, came, closed }: Way): undefined {
    const shown = came ? ` ${showCame(came)}` : '';
    if (this.#ways === 'accept') return this.note(`Accepted: ${text}${shown}`);
    if (this.#ways === 'close' && closed !== undefined) return this.note(`Closed: ${text} ${closed}`);
    if (this.#ways === 'close' && came?.count === 0) return this.note(`${text}${shown}`);
    return this.problem(`${text}${shown} ${remedy}, or write \`ways: accept\` into the release's spec.`);
  }
}

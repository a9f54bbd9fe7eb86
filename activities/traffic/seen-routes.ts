import type { ObjectReference } from '../kubernetes/cluster.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { nameOf } from '../kubernetes/object-reference.js';

/** How long what was told last is of use when nobody follows it any more: the next weight comes right after a hold. */
const keptMs = 10_000;

/**
 * The objects whose routes are followed, as they were told last: what is shifted need not be read first, since the write is
 * refused where they have changed meanwhile.
 */
export class SeenRoutes {
  readonly #last = new Map<string, { object: KubernetesObject; until: number }>();

  /** Keeps what was told of it. */
  keep(reference: ObjectReference, object: KubernetesObject): void {
    this.#last.set(nameOf(reference), { object, until: Infinity });
  }

  /** It is followed no longer. */
  leave(reference: ObjectReference): void {
    const last = this.#last.get(nameOf(reference));
    if (last) last.until = Date.now() + keptMs;
  }

  /** The object as it was told last, once: whoever was refused with it reads. */
  take(reference: ObjectReference): KubernetesObject | undefined {
    const last = this.#last.get(nameOf(reference));
    this.#last.delete(nameOf(reference));
    return last && Date.now() < last.until ? last.object : undefined;
  }
}

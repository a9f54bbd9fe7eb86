import type { ObjectReference } from '../kubernetes/cluster.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { nameOf } from '../kubernetes/object-reference.js';

/**
 * The objects whose routes are followed now, as they were told last: what is taken back need not be read first, since the
 * write is refused where they have changed meanwhile.
 */
export class SeenRoutes {
  readonly #last = new Map<string, KubernetesObject>();

  /** Keeps what was told of it. */
  keep(reference: ObjectReference, object: KubernetesObject): void {
    this.#last.set(nameOf(reference), object);
  }

  /** The object as it was told last, once: whoever was refused with it reads. */
  take(reference: ObjectReference): KubernetesObject | undefined {
    const found = this.#last.get(nameOf(reference));
    this.#last.delete(nameOf(reference));
    return found;
  }
}

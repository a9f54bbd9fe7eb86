import type { Conducted } from '../activity.js';
import type { Ports } from '../ports.js';

/** Reads everything and changes nothing. */
export function preflight(ports: Ports): Conducted<'preflight'> {
  return async ({ act, fence }, { signal }) => {
    const found = await ports.preflight(act.text, fence, signal);
    return found.kind === 'planned' || found.kind === 'refused' ? { ...found, searchable: ports.searchable } : found;
  };
}

import type { Change } from '../kubernetes/cluster.js';
import type { Split } from './footing.js';
import { objectOf } from './route-form.js';

/** See `TrafficRouter.follow`. */
export async function followRoute(
  { cluster, route, footing, seen }: Split,
  changed: () => void,
  signal: AbortSignal,
): Promise<void> {
  const reference = objectOf(route);
  const onRoute = ({ type, object }: Change): void => {
    if (type === 'DELETED') seen.take(reference);
    else seen.keep(reference, object);
    changed();
  };
  const under = footing.missing.length > 0 ? footing.objects : [];
  try {
    await Promise.all([
      cluster.watch(reference, onRoute, signal),
      ...under.map((each) => cluster.watch(each, changed, signal)),
    ]);
  } finally {
    seen.leave(reference);
  }
}

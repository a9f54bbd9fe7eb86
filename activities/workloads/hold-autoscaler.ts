import { givenBack, held } from '../../domain/capacity.js';
import type { Cluster } from '../kubernetes/cluster.js';
import type { JsonPatch } from '../kubernetes/json-patch.js';
import { boundsOf, heldIn } from './read-autoscaler.js';
import { type Target, writeFenced } from './write-fenced.js';

type Autoscaler = Omit<Target, 'kind'>;

const kind = 'HorizontalPodAutoscaler';

/** Raises its lower bound to `needed` pods, or leaves it where it is higher; answers since when these are awaited. */
export async function holdAutoscaler(
  cluster: Cluster,
  target: Autoscaler,
  needed: number,
  signal: AbortSignal,
): Promise<number> {
  let since = 0;
  await writeFenced(
    cluster,
    { kind, ...target },
    (autoscaler, record) => {
      const bounds = boundsOf(autoscaler);
      const next = held(heldIn(record), bounds, needed, Date.now());
      since = next.since;
      const details = { own: next.own, floor: next.floor, raised: next.since };
      return { operations: minReplicas(bounds.min, next.floor), details };
    },
    signal,
  );
  return since;
}

/** Gives it its own lower bound again, and notes that the release has done with it. */
export async function freeAutoscaler(cluster: Cluster, target: Autoscaler, signal: AbortSignal): Promise<void> {
  await writeFenced(
    cluster,
    { kind, ...target },
    (autoscaler, record) => {
      const { min } = boundsOf(autoscaler);
      return { operations: minReplicas(min, givenBack(heldIn(record), min)), details: { ended: true } };
    },
    signal,
  );
}

function minReplicas(now: number, wanted: number): JsonPatch {
  return now === wanted ? [] : [{ op: 'add', path: '/spec/minReplicas', value: wanted }];
}

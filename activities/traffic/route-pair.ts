import type { Fence } from '../../domain/fence.js';
import type { IstioRoute } from '../../domain/plan.js';
import type { Weight } from '../../domain/step.js';
import type { Cluster } from '../kubernetes/cluster.js';
import type { TrafficRouter } from './traffic-router.js';

/** The named route of a release, and the one of ours that gives clients in the mesh the same weights. */
export interface Pair {
  cluster: Cluster;
  /** `namespace/service`: the key of the fence on both. */
  service: string;
  named: { route: IstioRoute; router: TrafficRouter };
  mesh: { route: IstioRoute; router: TrafficRouter; host: string };
}

/** A weight for both, and whose it is. */
export interface PairShift {
  weight: Weight;
  fence: Fence;
  overwrite: boolean;
}

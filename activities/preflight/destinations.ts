import type { IstioRoute } from '../../domain/plan.js';
import type { IstioTraffic, ReleaseSpec } from '../../domain/release-spec.js';
import type { CanaryFacts } from './canary-facts.js';
import type { RouteFacts } from './check-route.js';
import type { Version } from './versions.js';

/** A spec whose traffic is Istio's. */
export type IstioSpec = ReleaseSpec & { traffic: IstioTraffic };

/** Where a route sends the requests of both versions, and what must be made for it. */
export type Destinations = Pick<
  IstioRoute,
  'stable' | 'canary' | 'destinationRule' | 'missingSubsets' | 'stableSubset'
>;

/** The route, and the versions that it is going to lead to. */
export interface Versions {
  route: RouteFacts;
  stable: Version | undefined;
  canary: CanaryFacts;
  /** Whether clients of every namespace go by a route of ours. */
  isForAll: boolean;
}

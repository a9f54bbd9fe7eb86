import type { Act, Finding } from '../domain/act.js';
import type { Fence } from '../domain/fence.js';
import type { Plan } from '../domain/plan.js';
import type { ReleaseSpec } from '../domain/release-spec.js';
import type { WatchReport } from '../domain/watch-report.js';
import type { Receivers } from '../spec/receivers.js';
import type { SharedFreeze } from './freeze/shared-freeze.js';
import type { MetricsSource } from './metrics/metrics-source.js';
import type { Prober } from './probes/prober.js';
import type { TrafficRouter } from './traffic/traffic-router.js';
import type { AutoscalersFor } from './workloads/autoscalers.js';
import type { PreviewServiceFor } from './workloads/preview-service.js';
import type { WorkloadsFor } from './workloads/workloads.js';

export type { Receivers };

/** All that the activities need of the world. */
export interface Ports {
  /** Reads everything, changes nothing. */
  preflight: (text: string, fence: Fence, signal: AbortSignal) => Promise<Finding>;
  traffic: (plan: Plan) => TrafficRouter;
  workloads: WorkloadsFor;
  autoscalers: AutoscalersFor;
  previewService: PreviewServiceFor;
  prober: (spec: ReleaseSpec, plan: Plan, act: Extract<Act, { kind: 'verify' | 'load' }>) => Prober;
  /** Takes away what probes have left behind that were cut short. */
  removeProbes: (plan: Plan, signal: AbortSignal) => Promise<void>;
  metrics: MetricsSource;
  /** Who can be told of releases; none unless said. */
  receivers?: Receivers;
  sharedFreeze: SharedFreeze;
  /** Is told what each look of a watch found, for metrics. */
  saw?: (plan: Plan, report: WatchReport) => void;
  /** Whether Temporal knows Sluice's search attributes. */
  searchable: boolean;
}

/** What an act is given besides its input: when to stop, and how to tell how far it is. */
export interface Conduct {
  signal: AbortSignal;
  /** Whether the release's workflow task is kept open meanwhile: then nothing is waited for that need not be. */
  isWithin: boolean;
  /** Tells how far the act is; a new worker finds it in `progress`. */
  tell: (progress: unknown) => void;
  /** What an earlier attempt told last; undefined: nothing. */
  progress: unknown;
  /** Tells the release what is seen while the act goes on. Best effort. */
  report: (seen: unknown) => Promise<void>;
}

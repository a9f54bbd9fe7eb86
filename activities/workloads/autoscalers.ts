import type { Fence } from '../../domain/fence.js';
import type { Plan } from '../../domain/plan.js';
import type { Weight } from '../../domain/step.js';

/** What the canary must have for a weight, and what its autoscaler was told. */
export interface Raised {
  needed: number;
  /** Undefined: nothing scales the canary. */
  scaled?: { max: number; since: number };
}

/**
 * The autoscalers of a release's versions, whose lower bounds are raised for as long as the release needs them. Repeating
 * any of these changes nothing. Every write checks and leaves a fence.
 */
export interface Autoscalers {
  /** Makes the canary's from stable's, when the plan says so and the canary is there. */
  make(fence: Fence, signal: AbortSignal): Promise<void>;
  /** Has stable keep the pods that it has now, so that it can take everything back, and the canary start what the weight needs. */
  raise(weight: Weight, fence: Fence, signal: AbortSignal): Promise<Raised>;
  /**
   * Has a former stable keep as many pods as take everything back: what it had, or what the canary has by now. Answers
   * how many these are and how many it has; undefined when nothing scales it.
   */
  recall(fence: Fence, signal: AbortSignal): Promise<{ needed: number; has: number } | undefined>;
  /** Whether the version's autoscaler would take pods away, if it were let go, that requests which have just come need. */
  lags(version: 'stable' | 'canary', signal: AbortSignal): Promise<boolean>;
  /** Gives both their own lower bounds again, for good. */
  letGo(fence: Fence, signal: AbortSignal): Promise<void>;
  /** Takes stable's away, whose Deployment is gone, or the canary's, if the release made it. */
  remove(version: 'stable' | 'canary', fence: Fence, signal: AbortSignal): Promise<void>;
}

/** Makes the port for one release's plan; undefined when nothing scales its versions. */
export type AutoscalersFor = (plan: Plan) => Autoscalers | undefined;

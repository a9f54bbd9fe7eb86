import type { Fence } from '../../domain/fence.js';
import type { Plan } from '../../domain/plan.js';
import type { Canary } from '../../domain/release-spec.js';

/** What a Deployment is found to be. */
export type Workload =
  /** As many pods as it wants are ready, all of its newest template. */
  | { kind: 'ready'; ready: number; serving: number }
  | { kind: 'progressing'; ready: number; serving: number; waitingFor: string }
  /** Will not get ready by itself: a container that crashes again and again, an image that cannot be had, its progress deadline. */
  | { kind: 'stuck'; ready: number; serving: number; why: string }
  | { kind: 'missing' };

/** The Deployments behind a Service. Repeating any of these changes nothing. Every write checks and leaves a fence. */
export interface Workloads {
  /** `serving`: how many of its ready pods are published as endpoints of the Service. */
  observe(deployment: string, signal: AbortSignal): Promise<Workload>;
  /** All its pods, those on their way out among them, and how many are published as ready endpoints of the Service. */
  count(deployment: string, signal: AbortSignal): Promise<{ pods: number; serving: number }>;
  /** Calls `changed` for each pod of the Deployment, and when one gets ready or stops being it, until the signal. Never throws; best effort. */
  follow(deployment: string, changed: () => void, signal: AbortSignal): Promise<void>;
  /** Creates the canary's Deployment without the labels that the Service selects, as `source` says. */
  deploy(canary: Canary, fence: Fence, signal: AbortSignal): Promise<void>;
  /** Adds the labels that the Service selects to the canary's pods. */
  admit(fence: Fence, signal: AbortSignal): Promise<void>;
  scale(deployment: string, replicas: number, fence: Fence, signal: AbortSignal): Promise<'done' | 'gone'>;
  remove(deployment: string, fence: Fence, signal: AbortSignal): Promise<void>;
  /** Takes away what `deploy` and `admit` did to the canary: deletes what is ours, takes its labels from what was found. */
  putBack(fence: Fence, signal: AbortSignal): Promise<void>;
}

/** Makes the port for one release's plan. */
export type WorkloadsFor = (plan: Plan) => Workloads;

import type { Check } from './check.js';
import type { Step } from './step.js';

/** A release as its author wants it, checked and with every default filled in. All times in milliseconds. */
export interface ReleaseSpec {
  namespace: string;
  /** The Kubernetes Service that users call. */
  service: string;
  canary: Canary;
  traffic: Traffic;
  /** Undefined: the canary gets its first users unproved. */
  verify?: Verify;
  steps: Step[];
  checks: Check[];
  /** How long the weight may stand still for want of evidence, and what is done then. */
  inconclusive: { limitMs: number; action: 'ask' | 'roll-back' };
  /** What follows when somebody else edits what is ours. */
  drift: 'pause' | 'put-back' | 'roll-back';
  /** Whether clients that the route does not rule are a reason to refuse. */
  bypass: 'refuse' | 'accept';
  bakeMs: number;
  decommission: 'delete' | 'scale' | 'leave';
}

/** The version to be released, and where its Deployment comes from. */
export interface Canary {
  version: string;
  source:
    /** Stable's pod template with another image, and environment variables over its own. */
    | { kind: 'image'; image: string; env: Record<string, string> }
    /** A Deployment, written out. */
    | { kind: 'manifest'; manifest: string }
    /** A Deployment that somebody else's pipeline deploys. */
    | { kind: 'found'; deployment: string };
}

/** How users' requests are split. */
export interface Traffic {
  kind: 'istio';
  virtualService: string;
  route: RouteReference;
}

/** One HTTP route of several: many have no name. */
export type RouteReference =
  { by: 'name'; name: string } | { by: 'index'; index: number } | { by: 'destination'; destination: string };

/** How the canary is proved before it has users: from inside the cluster. */
export interface Verify {
  /** The pod with curl that requests are sent from; undefined: one of our own. */
  from?: { pod: string; container?: string };
  requests: ProbeRequest[];
  load?: LoadTest;
}

/** One request and what must come back. */
export interface ProbeRequest {
  path: string;
  headers: Record<string, string>;
  expect: { status: number; json: Record<string, string | number | boolean | null>; body?: string };
}

/** Many requests, judged by how many fail (a ratio 0 to 1) and how long they take. */
export interface LoadTest {
  path: string;
  requests: number;
  concurrency: number;
  maxFailed: number;
  maxP99Ms?: number;
}

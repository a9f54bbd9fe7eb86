import type { Check } from './check.js';
import type { FreezeWindow, SharedWindows } from './freeze.js';
import type { Judging } from './judgement/strictness.js';
import type { Subscription } from './notice.js';
import type { Rounding } from './pod-split.js';
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
  /** How the canary is compared with stable; undefined in what was started before there was a choice: `observe`. */
  judge?: Judging;
  checks: Check[];
  /** How long the weight may stand still for want of evidence, and what is done then. */
  inconclusive: { limitMs: number; action: 'ask' | 'roll-back' };
  /** What follows when somebody else edits what is ours. */
  drift: 'pause' | 'put-back' | 'roll-back';
  /** What becomes of ways to the service that the route does not rule; undefined in what was started before there was a choice. */
  ways?: Ways;
  /** When no weight may rise; undefined: it may at any time. */
  freeze?: { windows: FreezeWindow[]; shared: SharedWindows[] };
  bakeMs: number;
  decommission: 'delete' | 'scale' | 'leave';
  /** Who is told what of it, by names that the worker knows; undefined: those that the worker tells of every release. */
  notify?: Subscription[];
}

/**
 * `close`: what can be is closed for the time of the release, and by what is left nobody may have come for an hour; `accept`:
 * all stay, and are told; `refuse`: there may be none.
 */
export type Ways = 'close' | 'accept' | 'refuse';

/** The version to be released, and where its Deployment comes from. */
export interface Canary {
  version: string;
  /** How long its pods may take to get ready. */
  readyMs: number;
  /** The name of a Service that has the canary's pods alone, until the release ends; undefined: none is made. */
  previewService?: string;
  /** Bounds of its autoscaler over those of stable's, or that autoscalers are left as they are; undefined: stable's bounds. */
  autoscaling?: { min?: number | undefined; max?: number | undefined } | 'leave';
  source:
    /** Stable's pod template with another image, and environment variables over its own. */
    | { kind: 'image'; image: string; env: Record<string, string> }
    /** A Deployment, written out. */
    | { kind: 'manifest'; manifest: string }
    /** A Deployment that somebody else's pipeline deploys. */
    | { kind: 'found'; deployment: string };
}

/** How users' requests are split. Of an older spec the kind may be absent: then it is Istio's. */
export type Traffic = RouteTraffic | PodsTraffic;

/** By the weights of a route. */
export type RouteTraffic = IstioTraffic | GatewayTraffic;

/** By a route of an Istio VirtualService. What is not named is found: the one route that leads to the Service. */
export interface IstioTraffic {
  kind: 'istio';
  virtualService?: string;
  route?: RouteReference;
  /** The canary's own host, when the route tells versions apart by host and not by subset. */
  canaryHost?: string;
}

/** By a rule of a route of the Gateway API, which leads from a Gateway, or from a Service in the mesh. */
export interface GatewayTraffic {
  kind: 'gateway-api';
  resource: 'HTTPRoute' | 'GRPCRoute';
  name: string;
  rule: RouteReference;
}

/** By the pods that the Service has, without a route: each gets as many requests as any other. */
export interface PodsTraffic {
  kind: 'replicas';
  round: Rounding;
}

/** One route, or rule, of several: many have no name. */
export type RouteReference =
  { by: 'name'; name: string } | { by: 'index'; index: number } | { by: 'destination'; destination: string };

/** How the canary is proved before it has users: from inside the cluster. */
export interface Verify {
  /** The pod with curl that requests are sent from; undefined: one of our own. */
  from?: { pod: string; container?: string };
  /** That the canary speaks TLS by itself; undefined: plain HTTP. */
  https?: Https;
  requests: ProbeRequest[];
  load?: LoadTest;
}

/** How requests are sent where the canary speaks TLS by itself. */
export interface Https {
  /** The name that is asked for, and that the certificate must have; undefined: the Service's in the cluster. */
  serverName?: string;
  /** Whether any certificate will do. */
  insecure: boolean;
}

/** Headers by their names: the value, or the Secret of the release's namespace that it is read from when it is sent. */
export type Headers = Record<string, string | SecretKeyRef>;

/** One key of a Secret. */
export interface SecretKeyRef {
  name: string;
  key: string;
}

/** One request and what must come back. */
export interface ProbeRequest {
  path: string;
  headers: Headers;
  expect: { status: number; json: Record<string, string | number | boolean | null>; body?: string };
}

/** Many requests, judged by how many fail (a ratio 0 to 1) and how long they take. */
export interface LoadTest {
  path: string;
  /** Undefined in what was started before there were any. */
  headers?: Headers;
  requests: number;
  concurrency: number;
  maxFailed: number;
  maxP99Ms?: number;
}

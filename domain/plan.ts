import type { Subscription } from './notice.js';
import type { Rounding } from './pod-split.js';
import type { RouteReference } from './release-spec.js';

/** What preflight found, and every later act of the release goes by. Nothing in it is secret. */
export interface Plan {
  namespace: string;
  /** The Kubernetes Service that users call. */
  service: string;
  /** The Service's port that probes call. */
  port: number;
  /** Undefined: a first release, nothing serves yet. */
  stable?: PlannedVersion;
  canary: PlannedVersion & {
    /** How the canary is kept from users before it has a weight. */
    dark: 'label' | 'route';
    /** Whether Sluice deploys it, or found it. */
    deployed: 'by-us' | 'found';
    /** The labels that the Service selects and that dark pods lack; what admission adds. */
    admission: Record<string, string>;
    /** The labels by which its pods say their version; of an older plan absent: it is `version`. */
    says?: Record<string, string>;
  };
  /** Of an older plan the kind may be absent: then it is Istio's. */
  route: Route;
  /** Undefined: nothing scales the versions, or it is left alone. */
  autoscaling?: PlannedAutoscaling;
  /** The Service that has the canary's pods alone, until the release ends; undefined: none is made. */
  previewService?: string;
  /** Who is told what of the release; undefined: nobody. */
  notify?: Subscription[];
  /** What the person should know before it begins: for instance the share that clients without a sidecar will get. */
  notes: string[];
}

export interface PlannedVersion {
  /** What the pods' labels say. */
  version: string;
  deployment: string;
  /** What Istio's metrics call it, where that is not the name of its Deployment. */
  workload?: string;
  replicas: number;
}

/** What splits users' requests. */
export type Route = SplitRoute | PodsRoute;

/** The autoscalers of the versions: they are found by the Deployments that they scale, and their lower bounds are raised. */
export interface PlannedAutoscaling {
  /** The canary's, which the release makes from stable's; undefined: it has one of its own, or none. */
  make?: { name: string; min: number; max: number };
}

/** A route whose destinations have weights: one of several in an object of the cluster. */
export type SplitRoute = IstioRoute | GatewayRoute;

/** One HTTP route of a VirtualService, and the two destinations between which its requests are split. */
export interface IstioRoute {
  kind: 'istio';
  namespace: string;
  virtualService: string;
  route: RouteReference;
  /** What tells it from its neighbours, as it was when the release began: a text made of its name and what it matches. */
  mark?: string;
  /** Undefined on a first release. */
  stable?: Destination;
  canary: Destination;
  /** The DestinationRule with the subsets, and those that must be made because they are missing. */
  destinationRule: {
    name: string;
    exists: boolean;
    /** What a rule of ours has beside its subsets: the policy that held before it, and who sees the route. */
    carries?: { trafficPolicy?: Record<string, unknown>; exportTo?: string[] };
  };
  missingSubsets: Subset[];
  /** Stable's own, which is taken away at the end when we had made it, and made again when the release is taken back. */
  stableSubset?: Subset;
  /** The route's destinations as they were before the release, to be put back by a rollback. */
  before: RouteDestination[];
  /** Whether requests of users go by other routes, too, which lead to stable whatever the weight. */
  elsewhere?: true;
  /** Where the route does not rule clients in the mesh: the VirtualService of ours that does, until the release ends. */
  meshRoute?: MeshRoute;
}

/** A version as a DestinationRule names it. `trafficPolicy`: what the canary's has of stable's. */
export interface Subset {
  name: string;
  labels: Record<string, string>;
  trafficPolicy?: Record<string, unknown>;
}

/** A VirtualService on gateway `mesh` with the same weights as the route; `host` is the users' Service, written out. */
export interface MeshRoute {
  name: string;
  host: string;
  /** Whether the canary's pods leave the Service when the release is taken back. */
  canaryLeaves: boolean;
}

/** One rule of a route of the Gateway API, and the two Services between which its requests are split. */
export interface GatewayRoute {
  kind: 'gateway-api';
  namespace: string;
  resource: 'HTTPRoute' | 'GRPCRoute';
  name: string;
  rule: RouteReference;
  /** What tells it from its neighbours, as it was when the release began: a text made of its name and what it matches. */
  mark?: string;
  /** Undefined on a first release. */
  stable?: Destination;
  canary: Destination;
  /** The Services of one version that must be made because they are missing. */
  missingServices: VersionService[];
  /** Stable's own, as `stableSubset` of Istio's. */
  stableService?: VersionService;
  /** The rule's backends as they were before the release, to be put back by a rollback. */
  before: RouteDestination[];
  /** As Istio's. */
  elsewhere?: true;
}

/** A Service that gives each of its pods alike: the canary's share is that of the pods with the Service's labels. */
export interface PodsRoute {
  kind: 'replicas';
  namespace: string;
  service: string;
  round: Rounding;
  /** What the Service selects and dark pods lack: a pod that is given them gets users. */
  labels: Record<string, string>;
  /** Undefined on a first release. `replicas`: what serves everything before the release. */
  stable?: PodSet;
  canary: PodSet;
  /** Whether proxies of a mesh count users' requests; else the share is known by the endpoints alone. */
  counted: boolean;
}

/** A Deployment, and how many pods it has when all are there. */
export interface PodSet {
  deployment: string;
  replicas: number;
}

/** A Service that has the pods of one version alone. */
export interface VersionService {
  name: string;
  selector: Record<string, string>;
  /** As the Service that the rule named before has them. */
  ports: Record<string, unknown>[];
}

/** Where requests go: a host, and the subset of it that has the version. */
export interface Destination {
  host: string;
  subset?: string;
  port?: { number: number };
}

/**
 * An entry of a route's list, as Istio writes it. Other fields (headers) are kept. A backend of the Gateway API has the
 * name of its Service for its host, and its own fields (`name`, `filters`) beside.
 */
export interface RouteDestination {
  destination: Destination;
  weight?: number;
  [field: string]: unknown;
}

import { parseAllDocuments } from 'yaml';
import { apply, kubectl as runKubectl, manifest, waitAvailable } from '../../../playground/cluster/cluster.js';
import type { StreamCounts } from '../../../playground/cluster/users-counts.js';
import type { Kind } from '../../../activities/kubernetes/kinds.js';
import { eventually } from '../playground/playground-command.js';
import { listObjects, readObject, readPath } from '../cluster-reads.js';
import { presentCluster } from '../../../playground/present-cluster.js';

/** A Kubernetes object, as it is written. */
export interface Written {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; [field: string]: unknown };
  // eslint-disable-next-line typescript/no-explicit-any
  spec?: any;
  /** Of a ConfigMap. */
  data?: Record<string, string>;
  /** Of a Secret, as it is written. */
  stringData?: Record<string, string>;
  /** Of a pod that has been read. */
  status?: { podIP?: string };
}

export interface StageOptions {
  /** Requests of users a second; 0: no users at all. */
  ratePerSecond?: number;
  /** What users ask for instead of reviews. */
  streams?: object[];
  /** Changes an object before it is made; undefined leaves it out. */
  change?: (object: Written) => Written | undefined;
  /** Makes several of one, or none. */
  spread?: (object: Written) => Written[];
  /** Objects of the test's own. */
  more?: Written[];
  /** Whether its pods get proxies of the mesh. */
  isMeshed?: boolean;
  /** Whether ratings are its own, and not those of the playground's bookinfo, which spares a pod. */
  hasRatings?: boolean;
  /** Users are served from the beginning, and waited for until they are; not so where there is no version yet. */
  isServed?: boolean;
}

const cast = ['Service/reviews', 'Deployment/reviews-v1'];
const routes = ['DestinationRule/reviews', 'VirtualService/reviews'];
const ratings = ['Service/ratings', 'Deployment/ratings-v1'];
const ratingsHost = 'ratings.bookinfo.svc.cluster.local';
const bookinfosRatings: Written = {
  ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'ratings' } },
  spec: { type: 'ExternalName', externalName: ratingsHost, ports: [{ name: 'http', port: 9080 }] },
};
/** A stage's proxies hear of no other stage: each write of one would cost those of all. */
const sidecar: Written = {
  ...{ apiVersion: 'networking.istio.io/v1', kind: 'Sidecar', metadata: { name: 'default' } },
  spec: { egress: [{ hosts: ['./*', 'istio-system/*', `bookinfo/${ratingsHost}`] }] },
};

/**
 * A namespace with its own reviews, sleep and users, so that releases of several tests do not meet: as the playground's
 * bookinfo is, without the pages.
 */
export class Stage {
  readonly namespace: string;
  readonly hasUsers: boolean;

  private constructor(namespace: string, hasUsers: boolean) {
    this.namespace = namespace;
    this.hasUsers = hasUsers;
  }

  static async open(name: string, options: StageOptions = {}): Promise<Stage> {
    const {
      ratePerSecond = 25,
      change,
      spread,
      more = [],
      isMeshed = true,
      hasRatings = false,
      isServed = true,
    } = options;
    const namespace = `stage-${name}`;
    const { streams = usualStreams(namespace, ratePerSecond) } = options;
    const stage = new Stage(namespace, streams.length > 0);
    await stage.kubectl(['delete', 'namespace', stage.namespace, '--ignore-not-found', '--wait=true']);
    const cluster = await presentCluster();
    const space = {
      ...{ apiVersion: 'v1', kind: 'Namespace' },
      metadata: { name: stage.namespace, labels: isMeshed ? { 'istio-injection': 'enabled' } : {} },
    };
    const objects = [
      sidecar,
      ...(await bookinfo([...cast, ...routes, ...(hasRatings ? ratings : [])])),
      ...(hasRatings ? [] : [bookinfosRatings]),
      await audience(streams),
    ];
    const own = [...objects, ...more]
      .map((object) => ({ ...object, metadata: { ...object.metadata, namespace: stage.namespace } }))
      .flatMap((object) => (change ? (change(object) ?? []) : object))
      .flatMap((object) => spread?.(object) ?? object);
    await apply(cluster, JSON.stringify(listOf([space])));
    await apply(cluster, JSON.stringify(listOf(own)));
    await waitAvailable(cluster, { namespaces: [stage.namespace], seconds: 900, report: () => undefined });
    if (stage.hasUsers && isServed) await stage.#settled();
    return stage;
  }

  /** Waits until users are served: fresh proxies take a moment to hear of each other. */
  async #settled(): Promise<void> {
    const isServed = await eventually(async () => {
      const before = await this.users();
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const after = await this.users();
      return after.requests > before.requests && after.failed === before.failed;
    }, 600);
    if (!isServed) throw new Error(`the users of ${this.namespace} are not served`);
  }

  /** Takes the namespace away, without waiting until it is gone. */
  async close(): Promise<void> {
    await this.kubectl(['delete', 'namespace', this.namespace, '--ignore-not-found', '--wait=false']);
  }

  async kubectl(args: string[]): Promise<string> {
    return runKubectl(await presentCluster(), args);
  }

  /** kubectl in the stage's namespace. */
  in(args: string[]): Promise<string> {
    return this.kubectl(['-n', this.namespace, ...args]);
  }

  async apply(...objects: Written[]): Promise<void> {
    const own = objects.map((object) => ({ ...object, metadata: { ...object.metadata, namespace: this.namespace } }));
    await apply(await presentCluster(), JSON.stringify(listOf(own)));
  }

  /** The object as it is, or undefined: `deployment/reviews-v1`. */
  get(reference: string): Promise<Written | undefined> {
    return readObject<Written>(this.namespace, reference);
  }

  /** The objects of a kind, those with these labels. */
  list(kind: Kind, labels = ''): Promise<Written[]> {
    return listObjects<Written>(kind, this.namespace, labels);
  }

  /** The names of the pods with these labels that are not on their way out. */
  async pods(labels: string): Promise<string[]> {
    const all = await this.list('Pod', labels);
    const living = all.filter(({ metadata }) => metadata['deletionTimestamp'] === undefined);
    return living.map(({ metadata }) => metadata.name);
  }

  /** What the VirtualService says of the shares: subset or host, and weight. */
  async weights(): Promise<Record<string, number>> {
    const found = await this.get('virtualservice/reviews');
    const route = found?.spec.http.find(({ name }: { name?: string }) => name === 'primary') ?? found?.spec.http[0];
    const entries = route.route as { destination: { host: string; subset?: string }; weight?: number }[];
    return Object.fromEntries(
      entries.map(({ destination, weight }) => [destination.subset ?? destination.host, weight ?? 100]),
    );
  }

  /** What users got so far; where they have several streams, those of the first. */
  async users(): Promise<StreamCounts> {
    const [first] = Object.values(await this.streams());
    if (!first) throw new Error(`the users of ${this.namespace} count nothing`);
    return first;
  }

  /** The same of each stream. */
  async streams(): Promise<Record<string, StreamCounts>> {
    const [pod] = await this.pods('app=sleep');
    const path = `/api/v1/namespaces/${this.namespace}/pods/${pod}:9100/proxy/counts`;
    const counts = await readPath<{ streams: Record<string, StreamCounts> }>(path);
    if (!counts) throw new Error(`the users of ${this.namespace} are gone`);
    return counts.streams;
  }

  /** Changes how every pod of a version behaves, at once. */
  async behave(version: string, behaviour: Record<string, unknown>): Promise<void> {
    const curl = ['curl', '-sf', '-X', 'PATCH', '-d', JSON.stringify(behaviour)];
    const all = await this.list('Pod', `version=${version}`);
    for (const { metadata, status } of all.filter(({ metadata: { name } }) => name.startsWith('reviews'))) {
      if (status?.podIP === undefined) throw new Error(`pod ${metadata.name} has no address`);
      await this.in(['exec', 'deploy/sleep', '-c', 'sleep', '--', ...curl, `http://${status.podIP}:9100/behaviour`]);
    }
  }
}

function listOf(items: object[]): object {
  return { apiVersion: 'v1', kind: 'List', items };
}

async function bookinfo(wanted: string[]): Promise<Written[]> {
  const all = parseAllDocuments(await manifest('apps/manifests/bookinfo.yaml')).map((each) => each.toJS() as Written);
  const own = all.filter(({ kind, metadata }) => wanted.includes(`${kind}/${metadata.name}`));
  for (const { spec } of own)
    for (const { readinessProbe } of spec.template?.spec.containers ?? [])
      if (readinessProbe) readinessProbe.timeoutSeconds = 5; // a machine that is busy answers late
  return own;
}

/** Sleep, and the users of these streams in the same pod, which spares a proxy. */
async function audience(streams: object[]): Promise<Written> {
  const [sleep] = await bookinfo(['Deployment/sleep']);
  const all = parseAllDocuments(await manifest('apps/manifests/users.yaml')).map((each) => each.toJS() as Written);
  const mesh = all.find(({ metadata }) => metadata.name === 'users-mesh');
  if (!sleep || !mesh) throw new Error('bookinfo.yaml has no sleep, or users.yaml no users-mesh');
  if (streams.length === 0) return sleep;
  const { template } = sleep.spec;
  const [users] = mesh.spec.template.spec.containers;
  template.spec.containers.push({ ...users, env: [{ name: 'STREAMS', value: JSON.stringify(streams) }] });
  template.metadata.annotations = mesh.spec.template.metadata.annotations;
  return sleep;
}

/** A machine that is busy may answer late; that is no failure of a release. */
function usualStreams(namespace: string, ratePerSecond: number): object[] {
  const url = `http://reviews.${namespace}:9080/reviews/7`;
  return ratePerSecond === 0 ? [] : [{ name: 'reviews', kind: 'http', url, ratePerSecond, timeoutMs: 20_000 }];
}

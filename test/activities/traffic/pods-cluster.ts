import type { Cluster, ObjectReference } from '../../../activities/kubernetes/cluster.js';
import type { JsonPatch } from '../../../activities/kubernetes/json-patch.js';
import type { KubernetesObject } from '../../../activities/kubernetes/kubernetes-object.js';
import { Trouble } from '../../../activities/trouble.js';
import type { PodsRoute } from '../../../domain/plan.js';

// eslint-disable-next-line typescript/no-explicit-any
type Json = any;

const namespace = 'bookinfo';
const selectorOf = (version: string) => ({ version, own: `reviews-${version}` });

/** What preflight plans for reviews v2, three pods each. */
export const plannedPods: PodsRoute = {
  ...{ kind: 'replicas', namespace, service: 'reviews', round: 'up', labels: { app: 'reviews' } },
  ...{ stable: { deployment: 'reviews-v1', replicas: 3 }, canary: { deployment: 'reviews-v2', replicas: 3 } },
  counted: false,
};

/**
 * As much of an API server, and of Kubernetes' own controllers, as a Service with two Deployments needs: patches are refused
 * when their tests fail, Deployments keep their pods, and the ready pods that the Service selects are its endpoints. Pods that
 * are made are ready when `readies` says so.
 */
export class PodsCluster {
  readonly objects = new Map<string, Json>();
  /** Every write, in a line. */
  readonly writes: string[] = [];
  /** Whether new pods get ready by themselves. */
  readies = true;
  /** Whether the controller of Deployments runs. */
  controls = true;
  /** Called before each write; may hold it, or refuse it. */
  before: (line: string) => Promise<void> | void = () => undefined;
  #version = 0;
  #born = 0;

  constructor() {
    this.put({ kind: 'Service', metadata: { name: 'reviews' }, spec: { selector: { app: 'reviews' } } });
    this.deploy('v1', { ...selectorOf('v1'), app: 'reviews' });
    this.deploy('v2', selectorOf('v2'));
  }

  deploy(version: string, labels: Record<string, string>, replicas = 3): void {
    const name = `reviews-${version}`;
    const template = { metadata: { labels } };
    const annotations = { 'deployment.kubernetes.io/revision': '1' };
    const spec = { replicas, selector: { matchLabels: selectorOf(version) }, template };
    this.put({ kind: 'Deployment', metadata: { name, uid: name, annotations }, spec });
    this.#addSet(name, template, '1');
    this.settle();
  }

  put(object: Json): void {
    const { kind, metadata } = object;
    this.#version += 1;
    const whole = {
      ...metadata,
      namespace,
      resourceVersion: String(this.#version),
      uid: metadata.uid ?? metadata.name,
    };
    this.objects.set(`${kind}/${metadata.name}`, { apiVersion: 'v1', ...structuredClone(object), metadata: whole });
  }

  of(kind: string): Json[] {
    return [...this.objects.values()].filter((each) => each.kind === kind);
  }

  get(reference: string): Json {
    return this.objects.get(reference);
  }

  /** Changes an object as its owner does. */
  change(reference: string, how: (object: Json) => void): void {
    const object = structuredClone(this.objects.get(reference));
    how(object);
    this.put(object);
    this.settle();
  }

  /** Kubernetes ends the pod; its ReplicaSet makes another. */
  end(pod: string): void {
    this.objects.delete(`Pod/${pod}`);
    this.settle();
  }

  podsOf(version: string): Json[] {
    return this.of('Pod').filter(({ metadata }) => metadata.labels.version === version);
  }

  /** How many of each version's pods users get. */
  get ends(): Record<string, number> {
    const count = (version: string) => this.podsOf(version).filter((pod) => isReady(pod) && this.#isServed(pod)).length;
    return { v1: count('v1'), v2: count('v2') };
  }

  getReady(pod: string, ready = true): void {
    this.change(`Pod/${pod}`, (object) => {
      object.status = statusOf(ready);
    });
  }

  /** What Kubernetes' controllers do of it. */
  settle(): void {
    for (const deployment of this.of('Deployment')) if (this.controls) this.#control(deployment);
    for (const set of this.of('ReplicaSet')) this.#keepPods(set);
  }

  #control(deployment: Json): void {
    const { name } = deployment.metadata;
    const sets = this.of('ReplicaSet').filter((set) => set.metadata.ownerReferences[0].uid === name);
    const same = sets.find((set) => JSON.stringify(set.spec.template) === JSON.stringify(deployment.spec.template));
    if (same) {
      for (const set of sets) set.spec.replicas = set === same || deployment.spec.paused ? set.spec.replicas : 0;
      same.spec.replicas = deployment.spec.replicas;
      const { 'sluice.dev/fence': fence } = deployment.metadata.annotations;
      if (fence !== undefined && same.metadata.annotations['sluice.dev/fence'] !== fence) {
        same.metadata.annotations['sluice.dev/fence'] = fence;
        this.put(same);
      }
    } else if (!deployment.spec.paused) {
      const revision = String(sets.length + 1);
      deployment.metadata.annotations['deployment.kubernetes.io/revision'] = revision;
      for (const set of sets) set.spec.replicas = 0;
      this.#addSet(name, deployment.spec.template, revision, deployment.spec.replicas);
      this.writes.push(`rolled ${name}`);
    } else for (const set of sets.slice(-1)) set.spec.replicas = deployment.spec.replicas;
  }

  #addSet(owner: string, template: Json, revision: string, replicas = 3): void {
    const ownerReferences = [{ uid: owner }];
    const labels = this.get(`Deployment/${owner}`).spec.selector.matchLabels;
    const annotations = { 'deployment.kubernetes.io/revision': revision };
    const metadata = { name: `${owner}-${revision}`, labels, ownerReferences, annotations };
    this.put({ kind: 'ReplicaSet', metadata, spec: { replicas, template } });
  }

  #keepPods(set: Json): void {
    const { name } = set.metadata;
    const pods = this.of('Pod').filter((pod) => pod.metadata.ownerReferences[0].uid === name);
    for (const pod of pods.slice(set.spec.replicas)) this.objects.delete(`Pod/${pod.metadata.name}`);
    for (let missing = set.spec.replicas - pods.length; missing > 0; missing -= 1) {
      this.#born += 1;
      const metadata = {
        ...{ name: `${name}-${this.#born}`, labels: { ...set.spec.template.metadata.labels } },
        ...{ ownerReferences: [{ uid: name }], creationTimestamp: String(this.#born).padStart(6, '0') },
      };
      this.put({ kind: 'Pod', metadata, status: statusOf(this.readies) });
    }
  }

  #isServed({ metadata }: Json): boolean {
    return metadata.labels.app === this.get('Service/reviews')?.spec.selector.app;
  }

  get #slices(): Json[] {
    const pods = this.of('Pod').filter((pod) => this.#isServed(pod));
    const endpoints = pods.map((pod) => ({
      targetRef: { name: pod.metadata.name },
      conditions: { ready: isReady(pod) },
    }));
    return [{ apiVersion: 'v1', kind: 'EndpointSlice', metadata: { name: 'reviews-1' }, endpoints }];
  }

  async #patch({ kind, name }: ObjectReference, operations: JsonPatch): Promise<KubernetesObject> {
    const line = `${kind}/${name} ${operations.flatMap((each) => showOperation(each)).join(' ')}`.trim();
    await this.before(line);
    const found = this.objects.get(`${kind}/${name}`);
    if (!found) throw new Trouble('NotFound', `${kind} ${name} is gone`, { cause: new Error('404') });
    const object = structuredClone(found);
    for (const operation of operations) apply(object, operation);
    this.writes.push(line);
    this.put(object);
    this.settle();
    return structuredClone(this.objects.get(`${kind}/${name}`));
  }

  readonly cluster = {
    get: async (kind: string, _namespace: string, name: string) => structuredClone(this.objects.get(`${kind}/${name}`)),
    list: async (kind: string, _namespace: string, { labels = {} }: { labels?: Record<string, string> }) => {
      if (kind === 'EndpointSlice') return this.#slices;
      const isIt = ({ metadata }: Json) =>
        Object.entries(labels).every(([name, value]) => metadata.labels?.[name] === value);
      return structuredClone(this.of(kind).filter(isIt));
    },
    patch: (reference: ObjectReference, operations: JsonPatch) => this.#patch(reference, operations),
    remove: async ({ kind, name }: ObjectReference) => {
      this.writes.push(`remove ${kind}/${name}`);
      this.objects.delete(`${kind}/${name}`);
      this.settle();
      return 'removed';
    },
  } as unknown as Cluster;
}

const statusOf = (ready: boolean) => ({ conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] });

function isReady({ status }: Json): boolean {
  return status.conditions[0].status === 'True';
}

function showOperation(operation: JsonPatch[number]): string[] {
  if (operation.op === 'test' || operation.path.includes('annotations')) return [];
  const value = 'value' in operation ? `=${String(operation.value)}` : '';
  return [
    `${operation.op === 'remove' ? '-' : ''}${operation.path.replace('/metadata/labels/', '').replace('/spec/', '')}${value}`,
  ];
}

function apply(object: Json, operation: JsonPatch[number]): void {
  const keys = operation.path
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = keys.pop() ?? '';
  const parent = keys.reduce((value, key) => value[key], object);
  if (operation.op === 'remove') delete parent[last];
  else if (operation.op !== 'test') parent[last] = structuredClone(operation.value);
  else if (parent[last] !== operation.value)
    throw new Trouble('Conflict', 'it is no longer as it was read', { cause: new Error('422') });
}

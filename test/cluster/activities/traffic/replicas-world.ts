import type { Kind } from '../../../../activities/kubernetes/kinds.js';
import { podsFence } from '../../../../activities/traffic/pods-fence.js';
import { replicasRouter } from '../../../../activities/traffic/replicas.js';
import type { TrafficRouter } from '../../../../activities/traffic/traffic-router.js';
import { Trouble } from '../../../../activities/trouble.js';
import type { PodsRoute } from '../../../../domain/plan.js';
import type { PodSplit } from '../../../../domain/pod-split.js';
import { readObject, listObjects } from '../../cluster-reads.js';
import { eventually } from '../../playground/playground-command.js';
import { applyObjects, deploymentOf, inCluster } from '../bookinfo-copy.js';
import { cluster, openNamespace, soon } from '../own-namespace.js';
import { askFor, serviceOf } from './reviews-pods.js';

export const namespace = 'replicas-router-test';
export const service = `${namespace}/reviews`;
const annotation = 'sluice.dev/fence';

interface Kept {
  kind: string;
  metadata: {
    name: string;
    uid: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    deletionTimestamp?: string;
    ownerReferences?: { uid: string }[];
    [field: string]: unknown;
  };
  spec: { replicas?: number; template?: { metadata: { labels: Record<string, string> } }; [field: string]: unknown };
}

/** What preflight plans for reviews v2, three pods each. */
export const plannedPods: PodsRoute = {
  ...{ kind: 'replicas', namespace, service: 'reviews', round: 'up', labels: { app: 'reviews' } },
  ...{ stable: { deployment: 'reviews-v1', replicas: 3 }, canary: { deployment: 'reviews-v2', replicas: 3 } },
  counted: false,
};

/** A Deployment of three pods, each with a selector of its own; with the Service's label, or dark. */
function version(name: string, more: Record<string, string> = {}) {
  const own = { version: name, own: `reviews-${name}` };
  const made = deploymentOf(namespace, `reviews-${name}`, {
    labels: own,
    image: `docker.io/sluice/reviews:${name}`,
    env: [{ name: 'DRAIN_SECONDS', value: '10' }], // a busy node hears late that a pod is to go
    readinessProbe: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 1, timeoutSeconds: 5 }, // it may be busy
  }) as { spec: { template: { metadata: object; spec: object }; replicas: number; selector: object } };
  const { template } = made.spec;
  const metadata = { ...template.metadata, labels: { ...own, ...more } };
  const podSpec = { ...template.spec, terminationGracePeriodSeconds: 15 };
  const spec = { ...made.spec, replicas: 3, selector: { matchLabels: own } };
  return { ...made, spec: { ...spec, template: { ...template, metadata, spec: podSpec } } };
}

const objects = () => [
  serviceOf(namespace, 'reviews', { app: 'reviews' }),
  version('v1', { app: 'reviews' }),
  version('v2'),
];

/** A namespace without proxies, and a pod to ask from. */
export async function openWorld(): Promise<void> {
  await openNamespace(namespace);
  await applyObjects(
    deploymentOf(namespace, 'sleep', {
      labels: { app: 'sleep' },
      image: 'docker.io/sluice/sleep:v1',
      command: ['sleep', 'infinity'],
    }),
  );
}

/** The first state, whatever a test has left: Deployments and pods that somebody has touched are made anew. */
export async function begin(route = plannedPods): Promise<TrafficRouter> {
  const deployments = ['reviews-v1', 'reviews-v2'];
  const found = [...(await list('Deployment')), ...(await list('Pod'))];
  const isOdd = ({ metadata: { labels, annotations } }: Kept) =>
    annotations?.[annotation] !== undefined || (labels?.['version'] === 'v2' && labels['app'] !== undefined);
  const isTouched =
    found.some(isOdd) || found.some(({ spec }) => spec.replicas !== undefined && ![1, 3].includes(spec.replicas));
  if (isTouched) await inCluster(['delete', 'deployment', ...deployments, '-n', namespace, '--ignore-not-found']);
  await inCluster(['delete', 'service', 'reviews', '-n', namespace, '--ignore-not-found']);
  await applyObjects(...objects());
  await inCluster(['wait', 'deployment', '--all', '-n', namespace, '--for=condition=Available', '--timeout=900s']);
  const router = triedAgain(replicasRouter(cluster, route));
  const isWhole = await eventually(async () => {
    const seen = await router.observe(soon());
    const pods = await Promise.all(['v1', 'v2'].map(podsOf));
    const isSettled = pods.every((each) => each.length === 3);
    return isSettled && seen.kind === 'split' && seen.endpoints?.stable === 3 && seen.endpoints.canary === 0;
  }, 600);
  if (!isWhole) throw new Error(`it is not as at the beginning: ${JSON.stringify(await router.observe(soon()))}`);
  return router;
}

/** As an activity does: what was not given enough time is tried again. */
function triedAgain(router: TrafficRouter): TrafficRouter {
  const again = async <Answer>(attempt: () => Promise<Answer>, tries = 100): Promise<Answer> => {
    try {
      return await attempt();
    } catch (cause) {
      if (tries === 0 || !(cause instanceof Trouble) || cause.type !== 'Unavailable') throw cause;
      return again(attempt, tries - 1);
    }
  };
  return {
    ...router,
    shift: (...shift) => again(() => router.shift(...shift)),
    release: (...end) => again(() => router.release(...end)),
  };
}

export function list(kind: Kind, labels?: string): Promise<Kept[]> {
  return listObjects<Kept>(kind, namespace, labels);
}

/** The pods of a version that are not on their way out. */
export async function podsOf(name: string): Promise<Kept[]> {
  const pods = await list('Pod', `version=${name}`);
  return pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

/** The ready endpoints of the Service, by version, in percent; while a release leads it, both versions are named. */
export async function split(): Promise<Record<string, number>> {
  const [pods, slices, users] = await Promise.all([
    list('Pod'),
    list('EndpointSlice', 'kubernetes.io/service-name=reviews'),
    readObject<Kept>(namespace, 'service/reviews'),
  ]);
  const endpoints = slices.flatMap((slice) => {
    const own = (slice as unknown as { endpoints?: { conditions: { ready?: boolean }; targetRef: { name: string } }[] })
      .endpoints;
    return (own ?? []).flatMap(({ conditions, targetRef }) => (conditions.ready === false ? [] : [targetRef.name]));
  });
  const record = podsFence(users, { namespace, service: 'reviews' });
  const counts: Record<string, number> = record && !record.ended ? { v1: 0, v2: 0 } : {};
  for (const { metadata } of pods)
    if (endpoints.includes(metadata.name)) {
      const { version: name = '' } = metadata.labels ?? {};
      counts[name] = (counts[name] ?? 0) + 1;
    }
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, (100 * count) / total]));
}

/** What of a Deployment, the Service and the pods is neither Kubernetes' bookkeeping nor ours to change. */
export async function others(): Promise<unknown> {
  const all = [...(await list('Deployment')), ...(await list('Service'))];
  return all
    .filter(({ metadata }) => metadata.name.startsWith('reviews'))
    .map(({ kind, metadata, spec }) => {
      const { annotations = {}, labels, name } = metadata;
      const kept = Object.entries(annotations).filter(([key]) => key !== annotation);
      const { replicas: _, template, ...rest } = structuredClone(spec);
      if (template) delete template.metadata.labels['app'];
      return { kind, name, labels, annotations: Object.fromEntries(kept), spec: { ...rest, template } };
    });
}

/** What tells that something was written: generations of what Kubernetes keeps in order, versions of the rest. */
export async function revision(): Promise<string> {
  const all = (
    await Promise.all((['Deployment', 'Service', 'Pod', 'ReplicaSet'] as const).map((kind) => list(kind)))
  ).flat();
  const staying = all.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  return JSON.stringify(
    staying.map(({ kind, metadata }) => [
      ...[metadata.name, metadata.uid, metadata['generation'], metadata.labels],
      kind === 'ReplicaSet' ? '' : metadata.annotations?.[annotation], // Kubernetes copies it there when it likes
    ]),
  );
}

/** Somebody else gives so many pods of the canary the label, and has so many of stable. */
export async function edit({ canary, stable }: PodSplit): Promise<void> {
  const colleague = ['-n', namespace, '--field-manager=colleague'];
  const pods = (await podsOf('v2')).map(({ metadata }) => metadata.name).toSorted();
  const labelled = pods.slice(0, canary);
  if (labelled.length > 0) await inCluster(['label', 'pod', ...labelled, 'app=reviews', '--overwrite', ...colleague]);
  const replicas = ['-p', JSON.stringify({ spec: { replicas: stable } })];
  await inCluster(['patch', 'deployment', 'reviews-v1', ...replicas, ...colleague]);
}

/** Sends requests as a user does, each over a connection of its own, to the Service's address: names are not looked up. */
export async function ask(requests: number): Promise<Record<string, number>> {
  const address = await inCluster(['get', 'service', 'reviews', '-n', namespace, '-o', 'jsonpath={.spec.clusterIP}']);
  return askFor(namespace, { url: `http://${address}:9080/reviews/7`, requests, isFresh: true });
}

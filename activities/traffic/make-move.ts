import type { Fence } from '../../domain/fence.js';
import type { PodMove } from '../../domain/pod-moves.js';
import { isSameFence, readFence, serviceKey } from '../kubernetes/fence-annotation.js';
import { isRecord, textAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { Trouble } from '../trouble.js';
import { markPod, type PodMark, podRecord } from '../workloads/pod-labels.js';
import { isReady } from '../workloads/pods.js';
import { sealTemplate } from '../workloads/seal-template.js';
import { writeFenced } from '../workloads/write-fenced.js';
import type { PodsReading, PodsWay } from './read-pods.js';

/** What is to be done next, as of what was read, on behalf of which act. */
interface Making {
  move: Exclude<PodMove, { kind: 'wait' }>;
  reading: PodsReading;
  fence: Fence;
}

/** Does one of them. */
export async function makeMove(way: PodsWay, { move, reading, fence }: Making, signal: AbortSignal): Promise<void> {
  const { cluster, route } = way;
  switch (move.kind) {
    case 'label':
      return mark(way, { pods: chosen(reading).dark.slice(0, move.count), mark: 'label', reading, fence }, signal);
    case 'unlabel':
      return mark(
        way,
        { pods: chosen(reading).labelled.slice(0, move.count), mark: 'unlabel', reading, fence },
        signal,
      );
    case 'seal':
      return sealTemplate(cluster, { route, fence }, true, signal);
    case 'unseal':
      return sealTemplate(cluster, { route, fence }, false, signal);
    case 'scale':
      return scaleStable(way, move.replicas, fence, signal);
  }
}

/** The oldest get users first, and keep them longest; those that serve nobody lose them first. */
function chosen({ dark, labelled, serving }: PodsReading) {
  const byAge = (one: KubernetesObject, other: KubernetesObject) => ageOf(one).localeCompare(ageOf(other));
  const isIdle = ({ metadata }: KubernetesObject) => !serving.has(metadata.name);
  const newest = labelled.toSorted(byAge).toReversed();
  return {
    dark: dark.filter(isReady).toSorted(byAge),
    labelled: [...newest.filter(isIdle), ...newest.filter((pod) => !isIdle(pod))],
  };
}

function ageOf({ metadata }: KubernetesObject): string {
  return `${textAt(metadata, 'creationTimestamp') ?? ''} ${metadata.name}`;
}

async function mark(
  { cluster, route }: PodsWay,
  { pods, mark: kind, reading, fence }: { pods: KubernetesObject[]; mark: PodMark; reading: PodsReading; fence: Fence },
  signal: AbortSignal,
): Promise<void> {
  const admitted = readFence(reading.canary, serviceKey(route))?.['admitted'];
  const writer = { route, fence, former: isRecord(admitted) ? admitted : {}, mark: kind };
  await Promise.all(pods.map((pod) => markPod(cluster, writer, pod, signal)));
}

async function scaleStable(
  { cluster, route }: PodsWay,
  replicas: number,
  fence: Fence,
  signal: AbortSignal,
): Promise<void> {
  const { deployment: name = '' } = route.stable ?? {};
  const operations = [{ op: 'replace' as const, path: '/spec/replicas', value: replicas }];
  const done = await writeFenced(cluster, { plan: route, name, fence }, () => ({ operations }), signal);
  if (done === 'gone')
    throw new Trouble('NotFound', `Deployment ${route.namespace}/${name}, the stable version, is gone`);
}

/**
 * Puts our fence on all that an earlier act could still write, where it is not yet: what that has in its hands is refused
 * then. Answers whether anything was to be written.
 */
export async function touchAll(
  way: PodsWay,
  fence: Fence,
  reading: PodsReading,
  signal: AbortSignal,
): Promise<boolean> {
  const { cluster, route } = way;
  const key = serviceKey(route);
  const pods = [...reading.labelled, ...reading.dark].filter((pod) => !isSameFence(podRecord(pod, route), fence));
  const owners = [reading.canary, reading.stable].flatMap((each) =>
    each && !isSameFence(readFence(each, key), fence) ? [each.metadata.name] : [],
  );
  await Promise.all([
    mark(way, { pods, mark: 'touch', reading, fence }, signal),
    ...owners.map((name) => writeFenced(cluster, { plan: route, name, fence }, () => ({ operations: [] }), signal)),
  ]);
  return pods.length + owners.length > 0;
}

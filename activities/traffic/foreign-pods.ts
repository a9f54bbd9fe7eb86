import type { PodsRoute } from '../../domain/plan.js';
import type { PodSplit } from '../../domain/pod-split.js';
import type { ForeignEdit } from '../../domain/watch-report.js';
import { showDirect } from '../kubernetes/fence-annotation.js';
import { numberAt } from '../kubernetes/json-value.js';
import { lastEditor, lastWriterOf } from '../kubernetes/last-editor.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { podRecord } from '../workloads/pod-labels.js';
import { sealOf } from '../workloads/seal.js';
import type { PodsReading } from './read-pods.js';

/**
 * What is not as it was written last, or, while nothing of ours is there, as before the release: by somebody else's hand, or
 * because Kubernetes has replaced pods. `asked`: the weight that the release has written. What a shift that is under way, or
 * was cut short, has not come to yet is no edit.
 */
export function foreignPods(reading: PodsReading, route: PodsRoute, asked = 0): ForeignEdit | undefined {
  const { fence, service } = reading;
  const running = fence && !fence.ended ? fence : undefined;
  if (running?.direct) return { what: showDirect(running.direct), by: running.direct.by };
  if (running) return running.moving || !running.split ? undefined : difference(reading, route, running.split);
  // It may be the release's own end, whose answer was lost.
  const since = fence?.split && difference(reading, route, fence.split);
  if (fence?.split && asked > 0 && asked === fence.weight) return since;
  if (fence?.split && asked === 0 && since === undefined) return undefined;
  const edit = difference(reading, route, { canary: 0, stable: route.stable?.replicas ?? 0 });
  if (asked === 0) return edit;
  const lost = 'our annotation was taken away';
  const by = edit?.by ?? lastWriterOf(service, 'f:metadata', 'f:annotations');
  return { what: `${lost}, ${edit?.what ?? 'all is as before the release'}`, by };
}

function difference(reading: PodsReading, route: PodsRoute, expected: PodSplit): ForeignEdit | undefined {
  return scaled(reading, expected) ?? labelledBy(reading, route) ?? miscounted(reading, route, expected);
}

function scaled({ stable }: PodsReading, expected: PodSplit): ForeignEdit | undefined {
  const replicas = stable && numberAt(stable, 'spec', 'replicas');
  if (replicas === undefined || replicas === expected.stable) return undefined;
  const what = `${stable?.metadata.name} has ${replicas} replicas, not ${expected.stable}`;
  return { what, by: lastEditor(stable, 'replicas') };
}

/** A pod that has the labels, and not from us; or one that we gave them, and that has lost them. */
function labelledBy(reading: PodsReading, route: PodsRoute): ForeignEdit | undefined {
  const { labelled, dark, canary, set } = reading;
  const isOurs = (pod: KubernetesObject) => podRecord(pod, route)?.labelled === true;
  const [label = ''] = Object.keys(route.labels);
  const isBorn = canary !== undefined && sealOf(canary, set, route) !== 'no';
  const given = isBorn ? undefined : labelled.find((pod) => !isOurs(pod));
  if (given)
    return {
      what: `pod ${given.metadata.name} was given ${show(route)}`,
      by: lastWriterOf(given, 'f:metadata', 'f:labels', `f:${label}`),
    };
  const robbed = dark.find(isOurs);
  return robbed && { what: `pod ${robbed.metadata.name} has lost ${show(route)}`, by: 'somebody' };
}

/** New pods are dark; where they are born with the labels, there are as many as there are. */
function miscounted(
  { labelled, canary, set }: PodsReading,
  route: PodsRoute,
  expected: PodSplit,
): ForeignEdit | undefined {
  const isBorn = canary !== undefined && sealOf(canary, set, route) !== 'no';
  if (labelled.length === expected.canary || (isBorn && expected.canary > 0)) return undefined;
  const { deployment } = route.canary;
  if (labelled.length > expected.canary)
    return { what: `${labelled.length} pods of ${deployment} have users, not ${expected.canary}`, by: 'somebody' };
  const what = `${labelled.length} of ${expected.canary} pods of ${deployment} have users: Kubernetes has replaced the others`;
  return { what, by: 'kubernetes', replaced: true };
}

function show({ labels }: PodsRoute): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}

import type { IstioRoute, Subset } from '../../domain/plan.js';
import type { Cluster } from '../kubernetes/cluster.js';
import {
  fencePatch,
  type FenceRecord,
  readFence,
  refuseIfSuperseded,
  writeFence,
  fenceAnnotation,
} from '../kubernetes/fence-annotation.js';
import type { JsonPatch } from '../kubernetes/json-patch.js';
import { isRecord, listAt, valueAt } from '../kubernetes/json-value.js';
import { apiVersionOf } from '../kubernetes/kinds.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { Trouble } from '../trouble.js';
import { sameLabels, subsetsOf } from './subsets.js';
import type { Writer } from './write-route.js';

/** The subsets of a DestinationRule that we made for a service, in this release or an earlier one. */
export function madeSubsets(rule: unknown, service: string): string[] {
  return listAt(readFence(rule, service), 'made').filter((name) => typeof name === 'string');
}

/** What a record tells of a rule that we have made as a whole: that, and what it had beside its subsets. */
export function createdIn(record: FenceRecord | undefined): { created?: true; carries?: unknown } {
  if (record?.['created'] !== true) return {};
  return { created: true, ...(record['carries'] === undefined ? {} : { carries: record['carries'] }) };
}

/**
 * Adds those of `wanted` that the rule lacks, and makes the rule itself when there is none; all else stays. Writes
 * nothing when nothing is missing. @throws Trouble `InvalidSpec` when a subset of that name has other pods.
 */
export async function makeSubsets(
  cluster: Cluster,
  { route, service, fence }: Writer<IstioRoute>,
  { rule, wanted }: { rule: KubernetesObject | undefined; wanted: Subset[] },
  signal: AbortSignal,
): Promise<void> {
  const there = subsetsOf(rule);
  const missing = wanted.filter(({ name }) => !there.some((each) => each.name === name));
  for (const subset of wanted) refuseOtherPods(route, subset, there);
  if (missing.length === 0) return;
  const { namespace, destinationRule } = route;
  const reference = { kind: 'DestinationRule', namespace, name: destinationRule.name } as const;
  refuseIfSuperseded(fence, readFence(rule, service), `DestinationRule ${namespace}/${destinationRule.name}`);
  const names = missing.map(({ name }) => name);
  const record = { ...fence, made: [...new Set([...madeSubsets(rule, service), ...names])] };
  if (rule) {
    const created = createdIn(readFence(rule, service));
    const operations = [...fencePatch(rule, service, { ...record, ...created }), ...additions(rule, missing)];
    await cluster.patch(reference, operations, signal);
  } else {
    const { carries } = destinationRule;
    const created = { ...record, created: true, ...(carries ? { carries } : {}) };
    const annotations = { [fenceAnnotation]: writeFence(undefined, service, created) };
    const metadata = { namespace, name: destinationRule.name, annotations };
    const spec = { host: route.canary.host, ...carries, subsets: missing };
    await cluster.create({ apiVersion: apiVersionOf(reference.kind), kind: reference.kind, metadata, spec }, signal);
  }
}

function additions(rule: KubernetesObject, missing: Subset[]): JsonPatch {
  const spec = valueAt(rule, 'spec');
  if (!isRecord(spec) || !Array.isArray(spec['subsets'])) return [{ op: 'add', path: '/spec/subsets', value: missing }];
  return missing.map((value) => ({ op: 'add', path: '/spec/subsets/-', value }));
}

function refuseOtherPods({ namespace, destinationRule }: IstioRoute, wanted: Subset, there: Subset[]): void {
  const found = there.find(({ name }) => name === wanted.name);
  if (!found || sameLabels(found.labels, wanted.labels)) return;
  throw new Trouble(
    'InvalidSpec',
    `DestinationRule ${namespace}/${destinationRule.name} has a subset ${wanted.name} with the labels ` +
      `${JSON.stringify(found.labels)}, not ${JSON.stringify(wanted.labels)}: somebody made it after the preflight; ` +
      'take it away, or release under another version',
  );
}

import { pointer } from '../kubernetes/json-patch.js';
import { isRecord, textsAt, valueAt } from '../kubernetes/json-value.js';
import type { FenceRecord } from '../kubernetes/fence-annotation.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import type { FencedChange } from './write-fenced.js';

const path = ['spec', 'template', 'metadata', 'labels'];

/** Gives the pods the labels that they lack, and remembers what was there instead. */
export function admission(
  deployment: KubernetesObject,
  record: FenceRecord | undefined,
  wanted: Record<string, string>,
): FencedChange {
  const labels = textsAt(deployment, ...path);
  const lacking = Object.entries(wanted).filter(([name, value]) => labels[name] !== value);
  const former = Object.fromEntries(lacking.map(([name]) => [name, labels[name] ?? null]));
  const remembered = isRecord(record?.['admitted']) ? record['admitted'] : {};
  return {
    operations: lacking.map(([name, value]) => ({ op: 'add', path: pointer(...path, name), value })),
    details: { admitted: { ...former, ...remembered } },
  };
}

/** Takes from the pods the labels that we gave them; those that somebody has changed since are left. */
export function withdrawal(
  deployment: KubernetesObject,
  record: FenceRecord | undefined,
  wanted: Record<string, string>,
): FencedChange {
  const labels = textsAt(deployment, ...path);
  const admitted = valueAt(record, 'admitted');
  const ours = Object.entries(isRecord(admitted) ? admitted : {}).filter(([name]) => labels[name] === wanted[name]);
  return {
    operations: ours.map(([name, former]) =>
      typeof former === 'string'
        ? { op: 'add', path: pointer(...path, name), value: former }
        : { op: 'remove', path: pointer(...path, name) },
    ),
    details: { admitted: {} },
  };
}

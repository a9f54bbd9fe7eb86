import { type Fence, mayWrite } from '../../domain/fence.js';
import { Trouble } from '../trouble.js';
import { type JsonPatch, pointer } from './json-patch.js';
import type { KubernetesObject } from './kubernetes-object.js';
import { isRecord, numberAt, textAt, valueAt } from './json-value.js';

/**
 * The annotation in which every object that we write keeps who wrote last: JSON, a record by service
 * (`namespace/service`), since two releases may share an object.
 */
export const fenceAnnotation = 'sluice.dev/fence';

/** The name of a service's record. */
export function serviceKey({ namespace, service }: { namespace: string; service: string }): string {
  return `${namespace}/${service}`;
}

/** A service's record on an object: the fence of the last write, and what the writer wants to remember there. */
export interface FenceRecord extends Fence {
  /** The release has ended: what is there now belongs to nobody. */
  ended?: true;
  [detail: string]: unknown;
}

/** The record of a service on an object; undefined when there is none, or none that can be read. */
export function readFence(object: unknown, service: string): FenceRecord | undefined {
  const record = valueAt(readAll(object), service);
  const release = textAt(record, 'release');
  const since = numberAt(record, 'since');
  const epoch = numberAt(record, 'epoch');
  if (!isRecord(record) || release === undefined || since === undefined || epoch === undefined) return undefined;
  const { ended, direct, ...rest } = record;
  const [by, reason] = [textAt(direct, 'by'), textAt(direct, 'reason')];
  const orders = by === undefined ? {} : { direct: { by, reason: reason ?? '' } };
  return { ...rest, release, since, epoch, ...(ended === true ? { ended } : {}), ...orders };
}

/** The annotation's text with the service's record in it, and the other services' as they were. */
export function writeFence(object: unknown, service: string, record: FenceRecord): string {
  return JSON.stringify({ ...readAll(object), [service]: record });
}

/** The operations that put the record there, and refuse the whole patch when the object is not as it was read. */
export function fencePatch(object: KubernetesObject, service: string, record: FenceRecord): JsonPatch {
  const text = writeFence(object, service, record);
  const annotations = object.metadata.annotations;
  return [
    { op: 'test', path: '/metadata/resourceVersion', value: object.metadata.resourceVersion },
    annotations
      ? { op: 'add', path: pointer('metadata', 'annotations', fenceAnnotation), value: text }
      : { op: 'add', path: '/metadata/annotations', value: { [fenceAnnotation]: text } },
  ];
}

/** @throws Trouble `Superseded` when the record is of a later act, or of a later release, than `mine`. */
export function refuseIfSuperseded(mine: Fence, theirs: FenceRecord | undefined, what: string): void {
  if (mayWrite(mine, theirs)) return;
  const isOwn = theirs?.release === mine.release && theirs.since === mine.since;
  const who = isOwn ? 'a later act of this release' : theirs?.release;
  const numbers = `epoch ${theirs?.epoch} of ${new Date(theirs?.since ?? 0).toISOString()}`;
  const direct = theirs?.direct ? `${showDirect(theirs.direct)}; ` : '';
  throw new Trouble(
    'Superseded',
    `${direct}${what} belongs to ${who} (${numbers}); ${mine.release} with epoch ${mine.epoch} of ${new Date(mine.since).toISOString()} must not write there any more`,
    isOwn ? { epoch: theirs.epoch } : {},
  );
}

/** What a person has done past the release. */
export function showDirect({ by, reason }: NonNullable<Fence['direct']>): string {
  return `${by} gave stable all requests directly (sluice abort --direct)${reason === '' ? '' : `: ${reason}`}`;
}

/** Whether the record is the one that the holder of `fence` writes: then it need not be written again. */
export function isSameFence(record: FenceRecord | undefined, { release, since, epoch }: Fence): boolean {
  return record?.release === release && record.since === since && record.epoch === epoch;
}

function readAll(object: unknown): Record<string, unknown> {
  try {
    const all: unknown = JSON.parse(textAt(object, 'metadata', 'annotations', fenceAnnotation) ?? '{}');
    return isRecord(all) ? all : {};
  } catch {
    return {}; // somebody has edited it by hand: nothing in it is ours any more
  }
}

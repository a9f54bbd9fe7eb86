import { isDeepStrictEqual } from 'node:util';
import type { Cluster, ObjectReference } from '../../../activities/kubernetes/cluster.js';
import type { JsonPatch } from '../../../activities/kubernetes/json-patch.js';
import type { KubernetesObject } from '../../../activities/kubernetes/kubernetes-object.js';
import { Trouble } from '../../../activities/trouble.js';

/** Objects in memory that can be read, made, patched and taken away; every write is remembered. */
export class MemoryObjects {
  readonly writes: string[] = [];
  readonly #objects = new Map<string, KubernetesObject>();
  #revision = 0;

  constructor(...objects: KubernetesObject[]) {
    for (const object of objects) this.#keep(object);
  }

  readonly cluster = {
    get: (kind: string, _namespace: string, name: string) => Promise.resolve(this.get(kind, name)),
    list: (kind: string) => Promise.resolve([...this.#objects.values()].filter((each) => each.kind === kind)),
    create: (object: KubernetesObject) => {
      this.writes.push(`create ${object.kind} ${object.metadata.name}`);
      return Promise.resolve(this.#keep(object));
    },
    patch: ({ kind, name }: ObjectReference, operations: JsonPatch) => {
      this.writes.push(`patch ${kind} ${name}`);
      return Promise.resolve(this.#patch(kind, name, operations));
    },
    remove: ({ kind, name }: ObjectReference) => {
      this.writes.push(`remove ${kind} ${name}`);
      return Promise.resolve(this.#objects.delete(`${kind}/${name}`) ? 'removed' : 'gone');
    },
  } as unknown as Cluster;

  get(kind: string, name: string): KubernetesObject | undefined {
    return structuredClone(this.#objects.get(`${kind}/${name}`));
  }

  /** Somebody else's edit of some fields of its spec. */
  edit(kind: string, name: string, spec: Record<string, unknown>): void {
    const object = this.get(kind, name);
    if (object) this.#keep({ ...object, spec: { ...(object['spec'] as object), ...spec } });
  }

  #keep(object: KubernetesObject): KubernetesObject {
    this.#revision += 1;
    const metadata = { uid: `uid-${this.#revision}`, ...object.metadata, resourceVersion: String(this.#revision) };
    this.#objects.set(`${object.kind}/${metadata.name}`, { ...object, metadata });
    return { ...object, metadata };
  }

  #patch(kind: string, name: string, operations: JsonPatch): KubernetesObject {
    const object = this.get(kind, name);
    if (!object) throw new Trouble('NotFound', `${kind} ${name} is gone`);
    for (const operation of operations) {
      const { holder, key } = placeOf(object, operation.path);
      if (operation.op === 'remove') delete holder[key];
      else if (operation.op !== 'test') holder[key] = operation.value;
      else if (!isDeepStrictEqual(holder[key], operation.value))
        throw new Trouble('Conflict', `${operation.path} is another`);
    }
    return this.#keep(object);
  }
}

function placeOf(object: object, path: string): { holder: Record<string, unknown>; key: string } {
  const keys = path
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/'));
  const key = keys.pop() ?? '';
  const holder = keys.reduce<object>((at, each) => (at as Record<string, object>)[each] ?? {}, object);
  return { holder: holder as Record<string, unknown>, key };
}

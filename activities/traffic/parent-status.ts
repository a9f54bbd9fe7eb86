import { listAt, numberAt, textAt, valueAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { showObject } from '../kubernetes/object-reference.js';

/** What must hold of a route at each of its parents, where it is told; the first two always are. */
const needed = ['Accepted', 'ResolvedRefs', 'Programmed'];

/**
 * What the controllers of a route's parents have not taken up of it as it is now, or refuse, in words; undefined when all
 * of it is in force as they say.
 */
export function unsettled(route: KubernetesObject): string | undefined {
  const { generation = 0 } = route.metadata;
  const which = showObject(route);
  const parents = listAt(route, 'spec', 'parentRefs');
  if (parents.length === 0) return `${which} has no parent (parentRefs)`;
  for (const parent of parents) {
    const said = listAt(route, 'status', 'parents').filter((each) => isSame(valueAt(each, 'parentRef'), parent, route));
    const trouble = said.map((each) => troubleOf(listAt(each, 'conditions'), generation));
    if (said.length === 0) return `no controller has taken up ${which} for ${showParent(parent)}`;
    if (trouble.every((each) => each !== undefined)) return `${which}, at ${showParent(parent)}: ${trouble[0]}`;
  }
  return undefined;
}

/** Whether all who tell of a route tell of it as it is now, whatever they say. */
export function isTakenUp({ metadata: { generation = 0 }, ...route }: KubernetesObject): boolean {
  const conditions = listAt(route, 'status', 'parents').flatMap((each) => listAt(each, 'conditions'));
  return conditions.every((each) => (numberAt(each, 'observedGeneration') ?? generation) >= generation);
}

/** A parent for a person: "Gateway shop/edge", "Service reviews". */
export function showParent(parent: unknown): string {
  const { kind, namespace, name } = keyOf(parent, '');
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
}

function troubleOf(conditions: unknown[], generation: number): string | undefined {
  for (const type of needed) {
    const condition = conditions.find((each) => textAt(each, 'type') === type);
    if (!condition && type === 'Programmed') continue; // few tell
    if (!condition) return `${type} is not told`;
    if ((numberAt(condition, 'observedGeneration') ?? generation) < generation)
      return 'its last change is not taken up yet';
    if (textAt(condition, 'status') !== 'True')
      return `${textAt(condition, 'reason') ?? `not ${type}`}: ${textAt(condition, 'message') ?? ''}`;
  }
  return undefined;
}

function isSame(one: unknown, other: unknown, { metadata: { namespace = '' } }: KubernetesObject): boolean {
  return JSON.stringify(keyOf(one, namespace)) === JSON.stringify(keyOf(other, namespace));
}

/** With what is meant where nothing is said. */
function keyOf(parent: unknown, own: string) {
  return {
    kind: textAt(parent, 'kind') ?? 'Gateway',
    namespace: textAt(parent, 'namespace') ?? own,
    name: textAt(parent, 'name') ?? '',
    section: textAt(parent, 'sectionName') ?? '',
    port: numberAt(parent, 'port') ?? 0,
  };
}

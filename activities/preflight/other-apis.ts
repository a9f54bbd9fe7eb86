import { apiVersionOf, type Kind } from '../kubernetes/kinds.js';

/** An API that has a kind of the same name as one of ours, and what it has of that in the namespace. */
export interface OtherApi {
  apiVersion: string;
  /** Undefined: they may not be looked at. */
  names: string[] | undefined;
}

/** The Gateway API before it got its group. */
const tooOld = 'networking.x-k8s.io';

/** So many are listed. */
const mostListed = 10;

/** To follow a sentence that the wanted object is not there: what there is of its kind in other APIs, if anything. */
export function showOtherApis(
  { kind, name, namespace }: { kind: Kind; name?: string | undefined; namespace: string },
  others: readonly OtherApi[],
): string {
  const ours = apiVersionOf(kind);
  const sentences = others.flatMap(({ apiVersion, names }) => {
    const why = whyNot(apiVersion, ours);
    const needed = `the release needs one of ${ours}.`;
    if (!names) return `The cluster has ${kind}s of ${why} (${apiVersion}), which could not be listed: ${needed}`;
    const [first, ...more] = name !== undefined && names.includes(name) ? [name] : names;
    if (first === undefined) return [];
    if (more.length === 0)
      return `Namespace ${namespace} has a ${kind} ${first}, but of ${why} (${apiVersion}): ${needed}`;
    const listed = `${[first, ...more].slice(0, mostListed).join(', ')}${names.length > mostListed ? ' …' : ''}`;
    return `Namespace ${namespace} has ${kind}s (${listed}), but of ${why} (${apiVersion}): ${needed}`;
  });
  return sentences.map((each) => ` ${each}`).join('');
}

function whyNot(theirs: string, ours: string): string {
  if (groupOf(theirs) === groupOf(ours)) return 'another version';
  return groupOf(theirs) === tooOld ? 'the early Gateway API, which is not read' : 'another API';
}

/** The group of a group and version. */
export function groupOf(apiVersion: string): string {
  return apiVersion.split('/')[0] ?? '';
}

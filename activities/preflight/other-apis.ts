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
    const needed = `a release needs one of ${ours}.`;
    if (!names)
      return `The cluster has ${kind}s of ${apiVersion}, which is ${why}, and they may not be listed: ${needed}`;
    const [first, ...more] = name !== undefined && names.includes(name) ? [name] : names;
    if (first === undefined) return [];
    if (more.length === 0)
      return `There is ${kind} ${first} of ${apiVersion} in ${namespace}, which is ${why}: ${needed}`;
    const listed = `${[first, ...more].slice(0, mostListed).join(', ')}${names.length > mostListed ? ' …' : ''}`;
    return `There are ${kind}s of ${apiVersion} in ${namespace} (${listed}), which is ${why}: ${needed}`;
  });
  return sentences.map((each) => ` ${each}`).join('');
}

function whyNot(theirs: string, ours: string): string {
  if (groupOf(theirs) === groupOf(ours)) return 'another version';
  return groupOf(theirs) === tooOld ? 'too old' : 'another API';
}

/** The group of a group and version. */
export function groupOf(apiVersion: string): string {
  return apiVersion.split('/')[0] ?? '';
}

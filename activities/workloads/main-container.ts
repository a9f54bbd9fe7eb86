import { isRecord, listAt, textAt } from '../kubernetes/json-value.js';

/** Containers that meshes and the like put beside the one that serves. */
const sidecars = ['istio-proxy', 'linkerd-proxy', 'envoy', 'cloud-sql-proxy', 'cloudsql-proxy', 'vault-agent', 'daprd'];

/**
 * The place of the container that runs the version, in a pod template: the one that the template names as its default,
 * else the one with the same image but for the tag, else the first that is no sidecar. Undefined: there is none.
 */
export function mainContainer(template: unknown, image: string): number | undefined {
  const containers = listAt(template, 'spec', 'containers');
  const named = textAt(template, 'metadata', 'annotations', 'kubectl.kubernetes.io/default-container');
  const place = (is: (container: unknown) => boolean) => {
    const index = containers.findIndex(is);
    return index < 0 ? undefined : index;
  };
  return (
    place((each) => named !== undefined && textAt(each, 'name') === named) ??
    place((each) => repositoryOf(textAt(each, 'image') ?? '') === repositoryOf(image)) ??
    place((each) => !sidecars.includes(textAt(each, 'name') ?? ''))
  );
}

/** A list of environment variables with these values over it. */
export function withEnv(list: unknown[], env: Record<string, string>): unknown[] {
  const kept = list.map((entry) => {
    const name = textAt(entry, 'name') ?? '';
    return Object.hasOwn(env, name) ? { name, value: env[name] } : entry;
  });
  const there = list.filter(isRecord).map((entry) => entry['name']);
  const added = Object.entries(env).filter(([name]) => !there.includes(name));
  return [...kept, ...added.map(([name, value]) => ({ name, value }))];
}

/** An image's name without tag and digest. A colon before the last slash is a port. */
function repositoryOf(image: string): string {
  const [name = ''] = image.split('@');
  const colon = name.lastIndexOf(':');
  return colon > name.lastIndexOf('/') ? name.slice(0, colon) : name;
}

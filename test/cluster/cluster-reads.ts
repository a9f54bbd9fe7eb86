import { ApiServer } from '../../activities/kubernetes/api-server.js';
import { apiVersionOf, type Kind, pathOf } from '../../activities/kubernetes/kinds.js';
import { loadKubeConfig } from '../../activities/kubernetes/load-kube-config.js';
import { Trouble } from '../../activities/trouble.js';
import { kubeconfigFile } from '../../playground/paths.js';

const kinds: Kind[] = ['Deployment', 'Service', 'VirtualService', 'DestinationRule', 'HTTPRoute', 'GRPCRoute'];

let server: ApiServer | undefined;

/**
 * What the API server has at a path; undefined where there is nothing. Over a connection that is kept: a kubectl for each look
 * would be an eighth of a second of CPU that the cluster needs itself.
 */
export async function readPath<Found>(path: string, query: Record<string, string> = {}): Promise<Found | undefined> {
  server ??= new ApiServer(loadKubeConfig({ path: kubeconfigFile }), 200_000);
  try {
    const request = { method: 'GET', path, query, what: `read ${path}` } as const;
    return (await server.ask(request, AbortSignal.timeout(200_000))) as Found;
  } catch (cause) {
    if (cause instanceof Trouble && cause.type === 'NotFound') return undefined;
    throw cause;
  }
}

/** The object as it is, or undefined: `deployment/reviews-v1`. */
export function readObject<Found>(namespace: string, reference: string): Promise<Found | undefined> {
  const [resource = '', name] = reference.split('/');
  const kind = kinds.find((each) => each.toLowerCase() === resource);
  if (!kind) throw new Error(`${resource} is not among what tests read: ${kinds.join(', ')}`);
  return readPath<Found>(pathOf(kind, namespace, name));
}

/** The objects of a kind, those with these labels (`app=reviews,version!=v1`), each with its kind as kubectl shows it. */
export async function listObjects<Found>(kind: Kind, namespace: string, labels = ''): Promise<Found[]> {
  const found = await readPath<{ items: Found[] }>(
    pathOf(kind, namespace),
    labels === '' ? {} : { labelSelector: labels },
  );
  return (found?.items ?? []).map((item) => ({ apiVersion: apiVersionOf(kind), kind, ...item }));
}

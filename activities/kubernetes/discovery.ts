import type { ApiServer } from './api-server.js';
import { listAt, textAt } from './json-value.js';
import type { ApiKind, Kind } from './kinds.js';

/** All groups with all that they have, in one answer. A server that does not know that lists the names of groups alone. */
const accept = [
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList',
  'application/json',
].join();

/** See `Cluster.apisWith`. */
export async function apisWith(server: ApiServer, kind: Kind, signal: AbortSignal): Promise<ApiKind[]> {
  const answer = await server.ask({ method: 'GET', path: '/apis', accept, what: `look for ${kind}s` }, signal);
  return listAt(answer, 'items').flatMap((group) =>
    listAt(group, 'versions').flatMap((version) =>
      listAt(version, 'resources').flatMap((resource) => {
        const plural = textAt(resource, 'resource');
        const isIt = textAt(resource, 'responseKind', 'kind') === kind && textAt(resource, 'scope') === 'Namespaced';
        if (!isIt || plural === undefined) return [];
        return [{ kind, apiVersion: `${textAt(group, 'metadata', 'name')}/${textAt(version, 'version')}`, plural }];
      }),
    ),
  );
}

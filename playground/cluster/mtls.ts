import { apply, type Cluster, kubectl } from './cluster.js';
import { playgroundNamespaces } from './namespaces.js';

export type MtlsMode = 'permissive' | 'strict';

/** Makes the applications take plain text beside mutual TLS (permissive, as Istio comes) or mutual TLS alone (strict). */
export async function setMtls(cluster: Cluster, mode: MtlsMode): Promise<void> {
  for (const namespace of playgroundNamespaces) {
    if (mode === 'strict') await apply(cluster, JSON.stringify(strict(namespace)));
    else await kubectl(cluster, ['delete', 'peerauthentication', 'default', '-n', namespace, '--ignore-not-found']);
  }
}

function strict(namespace: string): unknown {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name: 'default', namespace },
    spec: { mtls: { mode: 'STRICT' } },
  };
}

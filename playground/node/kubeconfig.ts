import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';

/** Writes a kubeconfig for one of the identities of the PKI, all keys by file. */
export async function writeKubeconfig(
  file: string,
  identity: string,
  { server, pki }: { server: string; pki: string },
): Promise<void> {
  const name = 'sluice-playground';
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server, 'certificate-authority': join(pki, 'ca.crt') } }],
    users: [
      {
        name: identity,
        user: { 'client-certificate': join(pki, `${identity}.crt`), 'client-key': join(pki, `${identity}.key`) },
      },
    ],
    contexts: [{ name, context: { cluster: name, user: identity } }],
    'current-context': name,
  };
  await writeFile(file, stringify(config), { mode: 0o600 });
}

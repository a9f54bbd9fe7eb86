import { inCluster } from './bookinfo-copy.js';

/** How many requests the pod's proxy has counted as they came in, from within the mesh (encrypted) or else. */
export async function countedByProxy(
  { namespace, pod }: { namespace: string; pod: string },
  isEncrypted: boolean,
): Promise<number> {
  const stats = ['exec', '-n', namespace, pod, '-c', 'istio-proxy', '--', 'pilot-agent', 'request', 'GET'];
  const lines = (await inCluster([...stats, 'stats/prometheus'])).split('\n');
  return lines
    .filter((line) => /^\w*istio_requests_total\{.*reporter="destination"/.test(line))
    .filter((line) => line.includes('source_principal="spiffe://') === isEncrypted)
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

import type { Cluster } from '../kubernetes/cluster.js';
import { run } from './ask.js';
import type { Way } from './way.js';

/** Where Envoy tells its own pod what it knows (Istio's `proxyAdminPort`). */
const admin = 'http://127.0.0.1:15000/clusters';
const seconds = 2;

/**
 * Whether the sender's proxy knows the temporary Service, and pods behind it. Until then it lets requests pass by,
 * unencrypted, and they are counted as those of a client without a sidecar. Undefined: it has no proxy that can be asked.
 */
export async function proxyKnows(
  cluster: Cluster,
  { from, service }: Way,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const command = [
    'curl',
    '--disable',
    '-sSf',
    '--noproxy',
    '*',
    '--max-time',
    String(seconds),
    `${admin}?filter=${service}`,
  ];
  const { code, stdout } = await run(cluster, from, { command: { command }, seconds }, signal);
  const endpoint = new RegExp(`^outbound\\|\\d+\\|[^|]*\\|${service}\\..*::health_flags::`, 'm'); // not each Envoy knows filters
  return code === 0 ? endpoint.test(stdout) : undefined;
}

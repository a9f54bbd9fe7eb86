import { createHash, randomBytes } from 'node:crypto';
import type { Cluster, ObjectReference } from '../kubernetes/cluster.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';

/** The label of what only probes need; its value is the service that they are for. */
export const probesLabel = 'sluice.dev/probes-of';

/** What an object is, but for its name: that comes from its role. */
interface OwnObject {
  kind: 'Service' | 'Pod';
  role: string;
  annotations?: Record<string, string>;
  /** Beside our own. */
  labels?: Record<string, string>;
  spec: Record<string, unknown>;
}

/**
 * The objects that one attempt at probing makes. Their names are its own: proxies that still know an earlier Service of
 * the same name would lead to the pods of that one, or nowhere.
 */
export class OwnObjects {
  readonly #cluster: Cluster;
  readonly #of: { namespace: string; service: string };
  readonly #made: ObjectReference[] = [];

  constructor(cluster: Cluster, of: { namespace: string; service: string }) {
    this.#cluster = cluster;
    this.#of = of;
  }

  /** Makes an object named for the service and its role, and remembers it. */
  async make(
    { kind, role, annotations = {}, labels = {}, spec }: OwnObject,
    signal: AbortSignal,
  ): Promise<KubernetesObject> {
    const { namespace, service } = this.#of;
    const name = ownName(service, `sluice-${role}-${randomBytes(3).toString('hex')}`);
    const metadata = { name, namespace, labels: { ...labels, [probesLabel]: service }, annotations };
    this.#made.push({ kind, namespace, name });
    return this.#cluster.create({ apiVersion: 'v1', kind, metadata, spec }, signal);
  }

  /** Takes away what it made. */
  async close(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#made.splice(0).map((each) => this.#cluster.remove(each, {}, signal)));
  }
}

/** Takes away what probes of the service have left behind that were cut short. */
export async function removeProbes(
  cluster: Cluster,
  { namespace, service }: { namespace: string; service: string },
  signal: AbortSignal,
): Promise<void> {
  const labels = { [probesLabel]: service };
  const remove = async (kind: 'Service' | 'Pod') => {
    const left = await cluster.list(kind, namespace, { labels }, signal);
    await Promise.all(left.map(({ metadata: { name } }) => cluster.remove({ kind, namespace, name }, {}, signal)));
  };
  await Promise.all([remove('Service'), remove('Pod')]);
}

const longest = 63;

/** A long name is cut, and told from its like by a digest. */
function ownName(service: string, role: string): string {
  const plain = `${service}-${role}`;
  if (plain.length <= longest) return plain;
  const digest = createHash('sha256').update(service).digest('hex').slice(0, 6);
  return `${service.slice(0, longest - role.length - digest.length - 2)}-${digest}-${role}`;
}

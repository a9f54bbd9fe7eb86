import type { Plan } from '../../domain/plan.js';
import type { Verify } from '../../domain/release-spec.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { type Container, findContainer } from './container.js';
import type { Address } from './curl-command.js';
import { openDarkService } from './dark-service.js';
import { type OwnObjects, removeProbes } from './own-objects.js';
import { defaultProbeImage, openOwnPod } from './own-pod.js';

export interface WayOptions {
  plan: Plan;
  verify: Verify;
  /** The image of our own pod, when the spec names none to send from. */
  image?: string;
}

/** Where requests are sent from and where to. */
export interface Way {
  from: Container;
  to: Address;
  /** The name of the temporary Service that has the canary's pods. */
  service: string;
}

/** Finds or makes what requests are sent from, and makes what they are sent to, once what an earlier attempt left is gone. */
export async function openWay(
  cluster: Cluster,
  own: OwnObjects,
  options: WayOptions,
  signal: AbortSignal,
): Promise<Way> {
  const { plan, verify, image = defaultProbeImage } = options;
  await removeProbes(cluster, plan, signal);
  const from = verify.from
    ? await findContainer(cluster, plan.namespace, verify.from, signal)
    : await openOwnPod(cluster, { own, image, plan }, signal);
  const { service, address } = await openDarkService(cluster, plan, own, signal);
  return { from, service, to: addressed(address, options) };
}

/** With TLS the name is the one that the canary has a certificate for, and the mesh goes by the address. */
function addressed(dark: Address, { plan, verify: { https } }: WayOptions): Address {
  if (!https) return dark;
  const { serverName = `${plan.service}.${plan.namespace}.svc`, insecure } = https;
  return { ...dark, host: serverName, tls: { insecure } };
}

import { contextParts } from './context-parts.js';
import { localParts } from './local-parts.js';
import type { Part } from './part.js';
import type { Ports } from './ports.js';

/** The parts of the playground: on this machine, or in the cluster of a context of the person's kubeconfig. */
export function partsOf(ports: Ports, context?: string): Part[] {
  return context === undefined ? localParts(ports) : contextParts(context, ports);
}

import { listAt, numberAt, textAt, valueAt } from '../kubernetes/json-value.js';
import { selectorMatches } from './selector-matches.js';
import type { VersionPods } from './version-pods.js';

/** What keeps two pods off the same node, as far as it is certain. */
export interface Apart {
  /** The ports of the node that both would take. */
  hostPorts: number[];
  /** Whether a rule of either says so (required podAntiAffinity). */
  byRule: boolean;
}

/** What keeps two pods, one of each, apart; undefined: nothing does for certain. */
export function whatKeepsApart(one: VersionPods, other: VersionPods): Apart | undefined {
  const taken = hostPortsOf(other);
  const ports = hostPortsOf(one).filter((port) => taken.some((each) => isSame(port, each)));
  const hostPorts = [...new Set(ports.map(({ number }) => number))];
  const byRule = isNamed(one, other) || isNamed(other, one);
  return hostPorts.length > 0 || byRule ? { hostPorts, byRule } : undefined;
}

/** As people write it: `hostPort 9080, podAntiAffinity`. */
export function showApart(...all: (Apart | undefined)[]): string {
  const hostPorts = [...new Set(all.flatMap((each) => each?.hostPorts ?? []))];
  return [
    ...(hostPorts.length > 0 ? [`hostPort ${hostPorts.join(', ')}`] : []),
    ...(all.some((each) => each?.byRule) ? ['podAntiAffinity'] : []),
  ].join(', ');
}

interface HostPort {
  number: number;
  protocol: string;
  /** Undefined: all addresses of the node. */
  address: string | undefined;
}

/** The ports of the node that a pod takes: on its network, those of its containers. */
function hostPortsOf({ spec }: VersionPods): HostPort[] {
  const isOnHost = valueAt(spec, 'hostNetwork') === true;
  const ports = listAt(spec, 'containers').flatMap((each) => listAt(each, 'ports'));
  return ports.flatMap((port) => {
    const number = numberAt(port, 'hostPort') ?? (isOnHost ? numberAt(port, 'containerPort') : undefined);
    const address = textAt(port, 'hostIP');
    const isAny = address === undefined || ['', '0.0.0.0', '::'].includes(address);
    const protocol = textAt(port, 'protocol') ?? 'TCP';
    return number === undefined || number === 0 ? [] : [{ number, protocol, address: isAny ? undefined : address }];
  });
}

function isSame(one: HostPort, other: HostPort): boolean {
  const isOneAddress = one.address === undefined || other.address === undefined || one.address === other.address;
  return one.number === other.number && one.protocol === other.protocol && isOneAddress;
}

/** Whether a rule of the one's pods, for nodes, that the scheduler must obey is about those of the other, as far as it is certain. */
function isNamed(one: VersionPods, other: VersionPods): boolean {
  return listAt(one.spec, 'affinity', 'podAntiAffinity', 'requiredDuringSchedulingIgnoredDuringExecution').some(
    (rule) => {
      const namespaces = listAt(rule, 'namespaces');
      const isHere =
        namespaces.length === 0 ? !hasAny(rule, 'namespaceSelector') : namespaces.includes(other.namespace);
      const isPlain = !hasAny(rule, 'matchLabelKeys') && !hasAny(rule, 'mismatchLabelKeys');
      const isOfNodes = textAt(rule, 'topologyKey') === 'kubernetes.io/hostname';
      return isOfNodes && isHere && isPlain && selectorMatches(valueAt(rule, 'labelSelector'), other.labels);
    },
  );
}

function hasAny(rule: unknown, field: string): boolean {
  return Object.keys(Object(valueAt(rule, field))).length > 0;
}

import type { Destination } from '../../domain/plan.js';
import { listAt, numberAt, textAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { cameBy } from './came.js';
import type { Findings } from './findings.js';
import type { Seen } from './seen.js';

interface Port {
  number: number;
  name: string;
  /** As Istio reads it from `appProtocol`, or from the name up to its first dash. */
  protocol: string;
}

const http = ['http', 'http2', 'grpc', 'grpc-web'];
/** What Istio takes for something else than HTTP; a name that it does not know it finds out by looking. */
const others = ['tcp', 'tls', 'https', 'mongo', 'mysql', 'redis', 'udp'];

/** The port that requests are sent to: the one of the route's destination, or else the first that speaks HTTP. */
export function checkPorts(
  service: KubernetesObject,
  destination: Destination,
  { callers }: Seen,
  findings: Findings,
): number | undefined {
  const ports = listAt(service, 'spec', 'ports').map(portFrom);
  const where = `Service ${service.metadata.namespace}/${service.metadata.name}`;
  const unruled = ports.filter(({ protocol }) => others.includes(protocol));
  if (unruled.length > 0)
    findings.way({
      text: `${where} has ports that no HTTP route rules: ${unruled.map(({ number, name }) => `${number} (${name})`).join(', ')}; their connections reach the canary by its share of the pods.`,
      came: cameBy(callers, 'connection', (caller) => caller.service === service.metadata.name),
      remedy: 'Give them a Service of their own',
    });
  const ruled = ports.filter((port) => !unruled.includes(port));
  const wanted = destination.port?.number;
  const port =
    wanted === undefined
      ? (ruled.find(({ protocol }) => http.includes(protocol)) ?? ruled[0])
      : ports.find(({ number }) => number === wanted);
  if (port) return port.number;
  return findings.problem(
    wanted === undefined
      ? `${where} has no port that speaks HTTP: name one \`http\`, or give it appProtocol: http.`
      : `The route sends to port ${wanted}, which ${where} does not have (it has ${ports.map(({ number }) => number).join(', ')}).`,
  );
}

/** The port that probes call where pods are the split: the first that speaks HTTP, or else the first. */
export function probedPort(service: KubernetesObject): number | undefined {
  const ports = listAt(service, 'spec', 'ports').map(portFrom);
  return (ports.find(({ protocol }) => http.includes(protocol)) ?? ports[0])?.number;
}

function portFrom(port: unknown): Port {
  const name = textAt(port, 'name') ?? '';
  const isTcp = (textAt(port, 'protocol') ?? 'TCP') === 'TCP';
  const protocol = textAt(port, 'appProtocol') ?? (/^grpc-web\b/.test(name) ? 'grpc-web' : (name.split('-')[0] ?? ''));
  return { number: numberAt(port, 'port') ?? 0, name: name || protocol || 'UDP', protocol: isTcp ? protocol : 'udp' };
}

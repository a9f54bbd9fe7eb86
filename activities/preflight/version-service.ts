import type { VersionService } from '../../domain/plan.js';
import { isRecord, listAt, numberAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import type { RouteFacts } from './check-route.js';
import { type Labels, selectorOf, selects } from './labels.js';
import { serviceOfHost } from './service-of-host.js';

/** Among which Services one is looked for, or made: those of the namespace, the users' own, and what the rule names. */
export interface Around {
  services: KubernetesObject[];
  users: KubernetesObject;
  route: RouteFacts;
}

/** A Service that has these pods, not those others, and the port of the rule; one that the rule lists goes before the rest. */
export function serviceWith(
  labels: Labels,
  others: Labels | undefined,
  { services, users, route }: Around,
): KubernetesObject | undefined {
  const namespace = users.metadata.namespace ?? '';
  const port = route.now.destination.port?.number;
  const fitting = services.filter(
    (each) =>
      each !== users &&
      selects(selectorOf(each), labels) &&
      !(others && selects(selectorOf(each), others)) &&
      listAt(each, 'spec', 'ports').some((entry) => port === undefined || numberAt(entry, 'port') === port),
  );
  const listed = route.route.destinations.map(({ destination }) =>
    serviceOfHost(destination.host, namespace, services),
  );
  return fitting.find((each) => listed.includes(each)) ?? fitting[0];
}

/**
 * The Service of a version as it is (`there`), or as it is to be made: under a name that none has, with the ports of the
 * one that the rule names now.
 */
export function versionService(
  there: KubernetesObject | undefined,
  { version, telling }: { version: string; telling: Labels },
  { services, users, route }: Around,
): VersionService {
  const { host } = route.now.destination;
  const named = serviceOfHost(host, users.metadata.namespace ?? '', services);
  const ports = listAt(named, 'spec', 'ports').flatMap((port) => {
    if (!isRecord(port)) return [];
    const { nodePort: _, ...kept } = port;
    return [kept];
  });
  const own = there && there === named ? host : there?.metadata.name;
  const name = own ?? newName(users.metadata.name, version, services);
  return { name, selector: { ...selectorOf(users), ...telling }, ports };
}

function newName(service: string, version: string, services: KubernetesObject[]): string {
  const taken = services.map(({ metadata }) => metadata.name);
  const plain = `${service}-${version}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, '-')
    .slice(0, 52)
    .replace(/-+$/, '');
  const candidates = [plain, `${plain}-sluice`, ...taken.map((_, index) => `${plain}-sluice-${index + 2}`)];
  return candidates.find((name) => !taken.includes(name)) ?? plain;
}

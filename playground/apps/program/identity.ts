import { hostname, networkInterfaces } from 'node:os';

/** Who answers. */
export interface Identity {
  app: string;
  /** As in the image's name: v1, v2, ... */
  version: string;
  /** The number in the version: 2 for v2 and for v2-slow. */
  generation: number;
  /** The pod's name. */
  host: string;
}

/** The identity of this process. `version` starts with v and a number. */
export function identify(app: string, version: string): Identity {
  return { app, version, generation: Number.parseInt(version.slice(1), 10), host: hostname() };
}

/** Where this process answers, as "<hostname>/<ip>:<port>". */
export function serviceAddress(identity: Identity, port: number): string {
  const addresses = Object.values(networkInterfaces()).flatMap((addressList) => addressList ?? []);
  const own = addresses.find(({ family, internal }) => family === 'IPv4' && !internal);
  return `${identity.host}/${own?.address ?? '127.0.0.1'}:${port}`;
}

import { createServer } from 'node:net';
import { Problem } from './problem.js';

/** The playground's ports on 127.0.0.1 and what answers there. */
export const defaultPorts = {
  /** Kubernetes' API server. */
  api: 16443,
  /** Temporal's gRPC. */
  temporal: 7233,
  /** Temporal's UI. */
  'temporal-ui': 8233,
  prometheus: 9090,
  /** Istio's ingress gateway. */
  gateway: 8080,
};
export type PortName = keyof typeof defaultPorts;
export type Ports = Record<PortName, number>;

/** Reads `NAME=NUMBER` settings over the present ports. @throws Problem naming every setting that is wrong. */
export function parsePorts(settings: string[], present: Ports = defaultPorts): Ports {
  const ports: Ports = { ...present };
  const wrong = settings.filter((setting) => {
    const [, name = '', number = ''] = /^([a-z-]+)=(\d{1,5})$/.exec(setting) ?? [];
    if (!(name in ports) || Number(number) < 1 || Number(number) > 65_535) return true;
    ports[name as PortName] = Number(number);
    return false;
  });
  if (wrong.length === 0) return ports;
  const names = Object.keys(defaultPorts).join(', ');
  throw new Problem(
    `Not a port setting: ${wrong.join(', ')}`,
    `Write --port NAME=NUMBER with a name of ${names} and a number up to 65535`,
  );
}

/** @throws Problem naming every port of `wanted` that somebody else listens on. */
export async function checkPortsFree(wanted: Partial<Ports>): Promise<void> {
  const checked = await Promise.all(
    Object.entries(wanted).map(async ([name, port]) => ((await isFree(port)) ? [] : [{ name, port }])),
  );
  const taken = checked.flat();
  if (taken.length === 0) return;
  const list = taken.map(({ name, port }) => `${port} (${name})`).join(', ');
  const settings = taken
    .map(({ name, port }) => `--port ${name}=${port + 10_000 > 65_535 ? port - 10_000 : port + 10_000}`)
    .join(' ');
  throw new Problem(
    `Taken on 127.0.0.1 by another program: ${list}`,
    `Stop that program (ss -ltnp shows it), or choose others: npm run playground up -- ${settings}`,
  );
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

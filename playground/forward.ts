import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from './cluster/cluster.js';
import { logDir } from './paths.js';
import { Problem } from './problem.js';
import { end, launch, livePid } from './processes.js';

/** A Service in somebody's cluster and the port of it that is wanted here. */
export interface Forwarded {
  namespace: string;
  service: string;
  port: number;
}

const nameOf = (name: string) => `forward-${name}`;

/** Opens 127.0.0.1:`localPort` onto the Service, in a kubectl that lives on, and waits until it accepts (20 s). */
export async function startForward(
  cluster: Cluster,
  name: string,
  { localPort, to }: { localPort: number; to: Forwarded },
): Promise<void> {
  await end(nameOf(name));
  const way = ['-n', to.namespace, `service/${to.service}`, `${localPort}:${to.port}`];
  await launch(nameOf(name), [...cluster.kubectl, 'port-forward', ...way, '--address=127.0.0.1']);
  for (let tries = 0; !(await isTaken(localPort)); tries += 1) {
    if (tries === 100 || !forwardRuns(name))
      throw new Problem(`The way to ${to.service} could not be opened`, `Read ${join(logDir, `${nameOf(name)}.log`)}`);
    await sleep(200);
  }
}

export const forwardRuns = (name: string): boolean => livePid(nameOf(name)) !== undefined;
export const stopForward = (name: string): Promise<void> => end(nameOf(name));

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(true));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(false)));
  });
}

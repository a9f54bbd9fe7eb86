import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { bundle } from '../bundle.js';
import type { PortName, Ports } from '../ports.js';
import { end, launch } from '../processes.js';
import type { Target } from './relay.js';
import { dnsIp, domain, nodeDir } from './settings.js';
import { nodePid } from './start.js';

const targets: Partial<Record<PortName, Target>> = {
  api: { host: '127.0.0.1', port: 6443 },
  prometheus: { host: `prometheus.monitoring.svc.${domain}`, port: 9090 },
  gateway: { host: `istio-ingressgateway.istio-system.svc.${domain}`, port: 80 },
};

/** Opens the ports on 127.0.0.1 that lead into the node, in a process that lives on. */
export async function startRelay(ports: Ports): Promise<void> {
  await end('relay');
  const file = join(nodeDir, 'relay.cjs');
  await bundle('node/relay.ts', file);
  const inNode = ['nsenter', '--target', String(nodePid()), '--net'] as const;
  const child = await launch('relay', [...inNode, process.execPath, file], { channel: true });
  child.send({ dns: dnsIp });
  for (const [name, target] of Object.entries(targets)) {
    const server = createServer().listen(ports[name as PortName], '127.0.0.1');
    await once(server, 'listening');
    await new Promise((resolve) => child.send(target, server, resolve));
    server.close();
  }
  child.disconnect();
}

export const stopRelay = (): Promise<void> => end('relay');

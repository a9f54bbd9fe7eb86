import { type Cluster, kubectl, manifest } from './cluster/cluster.js';
import { findGateway, findPrometheus } from './cluster/find.js';
import { manifestOf, type PlaygroundNamespace, playgroundNamespaces } from './cluster/namespaces.js';
import { bringUpWorkloads, workloadsUp } from './cluster/workloads.js';
import { type Forwarded, forwardRuns, startForward, stopForward } from './forward.js';
import { ensureByKey, type Part, type PartName } from './part.js';
import type { PortName, Ports } from './ports.js';
import { Problem } from './problem.js';
import { contextCluster } from './present-cluster.js';
import { temporalProgram } from './temporal/program.js';
import { fingerprint } from './store.js';
import { accepts, startTemporal, temporalAddress, temporalAnswers } from './temporal/server.js';

/** The parts of a playground in somebody's cluster: Istio and Prometheus are found there, the images were loaded into it. */
export function contextParts(context: string, ports: Ports): Part[] {
  return [
    temporal(ports),
    forwarded(context, ports, { name: 'istio', port: 'gateway', find: findGateway }),
    forwarded(context, ports, { name: 'prometheus', port: 'prometheus', find: findPrometheus }),
    ...playgroundNamespaces.map((namespace) => workloads(context, namespace)),
  ];
}

/** Takes the playground out of the cluster again: its namespaces, and the ways in from here. */
export async function leaveContext(context: string): Promise<void> {
  await Promise.all(['gateway', 'prometheus'].map((port) => stopForward(port)));
  await kubectl(await contextCluster(context), ['delete', 'namespace', ...playgroundNamespaces, '--ignore-not-found']);
}

/** Temporal where TEMPORAL_ADDRESS says that one runs already, else one of our own on this machine. */
function temporal(ports: Ports): Part {
  const address = process.env['TEMPORAL_ADDRESS'];
  const isUp = () => (address === undefined ? temporalAnswers(ports) : accepts(address));
  return {
    name: 'temporal',
    needs: [],
    address: address ?? temporalAddress(ports),
    isUp,
    ensure: (past) =>
      ensureByKey({ key: fingerprint(JSON.stringify(ports), address ?? ''), past, isUp }, async () => {
        if (address === undefined) await startTemporal(await temporalProgram(), ports);
        else if (!(await isUp()))
          throw new Problem(`No Temporal answers at ${address}`, 'Start it, or unset TEMPORAL_ADDRESS');
      }),
  };
}

interface Found {
  name: PartName;
  port: PortName;
  find: (cluster: Cluster) => Promise<Forwarded>;
}

function forwarded(context: string, ports: Ports, { name, port, find }: Found): Part {
  const isUp = () => Promise.resolve(forwardRuns(port));
  return {
    name,
    needs: [],
    address: `http://127.0.0.1:${ports[port]}`,
    isUp,
    ensure: async (past) => {
      const cluster = await contextCluster(context);
      const to = await find(cluster);
      const key = fingerprint(JSON.stringify(to), String(ports[port]));
      return ensureByKey({ key, past, isUp }, () => startForward(cluster, port, { localPort: ports[port], to }));
    },
  };
}

function workloads(context: string, namespace: PlaygroundNamespace): Part {
  const what = { namespace, manifest: manifestOf(namespace) };
  const isUp = async () => workloadsUp(await contextCluster(context), what);
  return {
    name: namespace,
    needs: namespace === 'users' ? ['bookinfo', 'shop'] : ['istio'],
    isUp,
    ensure: async (past, report) => {
      const key = fingerprint(await manifest(what.manifest));
      return ensureByKey({ key, past, isUp }, async () =>
        bringUpWorkloads(await contextCluster(context), what, { key, report }),
      );
    },
  };
}

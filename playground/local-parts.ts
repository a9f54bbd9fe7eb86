import { installIstio, istioSources } from './cluster/istio.js';
import { manifest } from './cluster/cluster.js';
import { manifestOf, playgroundNamespaces } from './cluster/namespaces.js';
import { bringUpWorkloads, type Workloads, workloadsUp } from './cluster/workloads.js';
import { images, type Images } from './images/images.js';
import { bringUpKubernetes, kubernetesAnswers, localCluster } from './node/kubernetes.js';
import { ensureByKey, type Part, type PartName } from './part.js';
import type { Ports } from './ports.js';
import { type Toolchain, toolchain } from './programs/programs.js';
import { fingerprint } from './store.js';
import { startTemporal, temporalAddress, temporalAnswers } from './temporal/server.js';

/** What earlier parts make for later ones. */
interface Made {
  tools: Toolchain;
  images: Images;
}

/** The parts of a playground on this machine. */
export function localParts(ports: Ports): Part[] {
  const made: Partial<Made> = {};
  return [
    programsPart(made),
    imagesPart(made),
    temporalPart(made, ports),
    kubernetesPart(made, ports),
    ...clusterParts(made, ports),
  ];
}

function programsPart(made: Partial<Made>): Part {
  return {
    name: 'programs',
    needs: [],
    isUp: () => Promise.resolve(true),
    ensure: async (past, report) => {
      made.tools = await toolchain(report);
      const key = fingerprint(JSON.stringify(made.tools));
      return { key, made: key !== past?.key };
    },
  };
}

function imagesPart(made: Partial<Made>): Part {
  return {
    name: 'images',
    needs: ['programs'],
    isUp: () => Promise.resolve(true),
    ensure: async (past, report) => {
      made.images = await images(the(made.tools), report);
      return { key: made.images.key, made: made.images.key !== past?.key };
    },
  };
}

function temporalPart(made: Partial<Made>, ports: Ports): Part {
  const isUp = () => temporalAnswers(ports);
  return {
    name: 'temporal',
    needs: ['programs'],
    address: temporalAddress(ports),
    isUp,
    ensure: (past) => {
      const { temporal } = the(made.tools).programs;
      return ensureByKey({ key: fingerprint(temporal, JSON.stringify(ports)), past, isUp }, () =>
        startTemporal(temporal, ports),
      );
    },
  };
}

function kubernetesPart(made: Partial<Made>, ports: Ports): Part {
  const isUp = kubernetesAnswers;
  return {
    name: 'kubernetes',
    needs: ['programs', 'images'],
    address: `https://127.0.0.1:${ports.api}`,
    isUp,
    ensure: (past, report) => {
      const parts = { tools: the(made.tools), images: the(made.images), ports };
      return ensureByKey({ key: fingerprint(JSON.stringify(parts)), past, isUp }, () =>
        bringUpKubernetes(parts, report),
      );
    },
  };
}

function clusterParts(made: Partial<Made>, ports: Ports): Part[] {
  const workloads = (name: PartName, needs: PartName[], what: Workloads, address?: string): Part => {
    const isUp = async () => workloadsUp(await localCluster(), what);
    return {
      name,
      needs,
      ...(address === undefined ? {} : { address }),
      isUp,
      ensure: async (past, report) => {
        const key = fingerprint(await manifest(what.manifest), the(made.images).key);
        return ensureByKey({ key, past, isUp }, async () =>
          bringUpWorkloads(await localCluster(), what, { key, report }),
        );
      },
    };
  };
  return [
    workloads('dns', ['kubernetes'], { namespace: 'kube-system', manifest: 'cluster/manifests/dns.yaml' }),
    istioPart(made, `http://127.0.0.1:${ports.gateway}`),
    workloads(
      'prometheus',
      ['kubernetes'],
      { namespace: 'monitoring', manifest: 'cluster/manifests/prometheus.yaml' },
      `http://127.0.0.1:${ports.prometheus}`,
    ),
    ...playgroundNamespaces.map((name) =>
      // Users come last: what they get counts.
      workloads(name, name === 'users' ? ['bookinfo', 'shop'] : ['dns', 'istio'], {
        namespace: name,
        manifest: manifestOf(name),
      }),
    ),
  ];
}

function istioPart(made: Partial<Made>, address: string): Part {
  const isUp = async () => workloadsUp(await localCluster(), { namespace: 'istio-system' });
  return {
    name: 'istio',
    needs: ['kubernetes'],
    address,
    isUp,
    ensure: async (past, report) => {
      const key = fingerprint(...(await istioSources()), the(made.images).key);
      return ensureByKey({ key, past, isUp }, async () => installIstio(await localCluster(), the(made.tools), report));
    },
  };
}

/** What an earlier part has made by now. */
function the<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a part was begun before what it needs');
  return value;
}

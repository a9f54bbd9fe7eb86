import { join } from 'node:path';
import { readdir, readFile } from 'node:fs/promises';
import { run } from '../command.js';
import { sourceDir } from '../paths.js';
import type { Report } from '../part.js';
import type { Toolchain } from '../programs/programs.js';
import { apply, availability, type Cluster, kubectl, manifest, waitAvailable } from './cluster.js';

const namespace = 'cluster/manifests/istio-system.yaml';
const operator = 'cluster/manifests/istio-operator.yaml';
const telemetry = 'cluster/manifests/telemetry.yaml';
/** A Gateway of the Gateway API, on the same ingress gateway. */
export const edge = 'cluster/manifests/edge.yaml';

/** What Istio is installed from, as text. */
export async function istioSources(): Promise<string[]> {
  return Promise.all([namespace, operator, telemetry, edge].map(manifest));
}

/** Installs Istio with an ingress gateway, the Gateway API's definitions and a Gateway on it, and the standard metrics. */
export async function installIstio(cluster: Cluster, { programs, files }: Toolchain, report: Report): Promise<void> {
  const components = async (...names: string[]): Promise<void> =>
    apply(cluster, await run(programs['istio-manifests'], [join(sourceDir, operator), ...names]));
  report('Gateway API');
  await applyGatewayApi(cluster, files.gatewayApi);
  report('istiod');
  const before = await availability(cluster, ['istio-system']);
  await apply(cluster, await manifest(namespace));
  await components('Base', 'Pilot');
  if (before.deployments > 0) await kubectl(cluster, ['rollout', 'restart', 'deployment', '-n', 'istio-system']); // other images, same tags
  await waitAvailable(cluster, { namespaces: ['istio-system'], report });
  report('ingress gateway'); // its pod's proxy is put in by istiod
  await components('IngressGateways');
  await apply(cluster, await manifest(telemetry));
  await apply(cluster, await manifest(edge));
  await waitAvailable(cluster, { namespaces: ['istio-system'], report });
}

async function applyGatewayApi(cluster: Cluster, folder: string): Promise<void> {
  const definitions = (await readdir(folder)).filter((name) => name.startsWith('gateway.networking.k8s.io_'));
  const texts = await Promise.all(definitions.map((name) => readFile(join(folder, name), 'utf8')));
  await apply(cluster, texts.join('\n---\n'));
}

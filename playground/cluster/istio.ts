import { execa } from 'execa';
import { join } from 'node:path';
import { readdir, readFile } from 'node:fs/promises';
import { kubeconfigFile, sourceDir } from '../paths.js';
import type { Report } from '../part.js';
import type { Toolchain } from '../programs/programs.js';
import { apply, availability, type Cluster, kubectl, manifest, waitAvailable } from './cluster.js';

const operator = 'cluster/manifests/istio-operator.yaml';
const telemetry = 'cluster/manifests/telemetry.yaml';
/** A Gateway of the Gateway API, on the same ingress gateway. */
export const edge = 'cluster/manifests/edge.yaml';

/** What Istio is installed from, as text. */
export async function istioSources(): Promise<string[]> {
  return Promise.all([manifest(operator), manifest(telemetry), manifest(edge)]);
}

/** Installs Istio with an ingress gateway, the Gateway API's definitions and a Gateway on it, and the standard metrics. */
export async function installIstio(cluster: Cluster, { programs, files }: Toolchain, report: Report): Promise<void> {
  report('Gateway API');
  const definitions = (await readdir(files.gatewayApi)).filter((name) => name.startsWith('gateway.networking.k8s.io_'));
  const texts = await Promise.all(definitions.map((name) => readFile(join(files.gatewayApi, name), 'utf8')));
  await apply(cluster, texts.join('\n---\n'));
  report('istioctl install');
  const before = await availability(cluster, ['istio-system']);
  await execa(programs.istioctl, ['install', '--kubeconfig', kubeconfigFile, '-y', '-f', join(sourceDir, operator)], {
    stdin: 'ignore',
  });
  await apply(cluster, await manifest(telemetry));
  await apply(cluster, await manifest(edge));
  if (before.deployments > 0) await kubectl(cluster, ['rollout', 'restart', 'deployment', '-n', 'istio-system']); // other images, same tags
  await waitAvailable(cluster, { namespaces: ['istio-system'], report });
}

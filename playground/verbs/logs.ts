import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { playgroundNamespaces } from '../cluster/namespaces.js';
import { logDir } from '../paths.js';
import { presentCluster } from '../present-cluster.js';
import { Problem } from '../problem.js';

/** Parts whose logs the cluster keeps: how kubectl names their pods. */
const inCluster: Record<string, string[]> = {
  dns: ['-n', 'kube-system', 'deploy/coredns'],
  istio: ['-n', 'istio-system', 'deploy/istiod'],
  gateway: ['-n', 'istio-system', 'deploy/istio-ingressgateway'],
  prometheus: ['-n', 'monitoring', 'deploy/prometheus'],
  ...Object.fromEntries(
    playgroundNamespaces.map((name) => [
      name,
      ['-n', name, '--selector=app', '--prefix', '--all-containers', '--max-log-requests=50'],
    ]),
  ),
};

export const logs = new Command('logs')
  .description(
    'what a part says: temporal, kubernetes, a component of it (kubelet, etcd ...), dns, istio, gateway, prometheus, bookinfo, shop, users',
  )
  .argument('<part>')
  .option('-f, --follow', 'go on with what it says from now on')
  .option('--tail <lines>', 'how many of the last lines', '200')
  .action(async (part: string, { follow, tail }: { follow?: true; tail: string }) => {
    const [program = '', ...args] = await commandFor(part, tail, follow === true);
    process.exitCode = spawnSync(program, args, { stdio: 'inherit' }).status ?? 1;
  });

async function commandFor(part: string, lines: string, follow: boolean): Promise<string[]> {
  const pods = inCluster[part];
  if (pods)
    return [...(await presentCluster()).kubectl, 'logs', ...pods, `--tail=${lines}`, ...(follow ? ['--follow'] : [])];
  const known = existsSync(logDir) ? readdirSync(logDir).filter((file) => file.endsWith('.log')) : [];
  const files =
    part === 'kubernetes'
      ? known.filter((file) => /^(node|kube|etcd|containerd)/.test(file))
      : known.filter((file) => file === `${part}.log`);
  if (files.length > 0)
    return ['tail', '-n', lines, ...(follow ? ['-F'] : []), ...files.map((file) => join(logDir, file))];
  const names = [...Object.keys(inCluster), 'kubernetes', ...known.map((file) => file.replace(/\.log$/, ''))];
  throw new Problem(`No part is named ${part}`, `Choose one of ${names.join(', ')}`);
}

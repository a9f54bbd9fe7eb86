import { spawnSync } from 'node:child_process';
import { Command } from 'commander';
import { presentCluster } from '../present-cluster.js';

export const shell = new Command('shell')
  .description('a shell inside the cluster, in a pod with curl')
  .option('--bare', 'in the pod without a sidecar')
  .action(async ({ bare }: { bare?: true }) => {
    const [program, ...context] = (await presentCluster()).kubectl;
    const args = [
      'exec',
      '-it',
      '-n',
      'bookinfo',
      `deploy/${bare ? 'sleep-bare' : 'sleep'}`,
      '-c',
      'sleep',
      '--',
      'sh',
    ];
    process.exitCode = spawnSync(program, [...context, ...args], { stdio: 'inherit' }).status ?? 1;
  });

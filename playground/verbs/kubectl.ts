import { spawnSync } from 'node:child_process';
import { Command } from 'commander';
import { presentCluster } from '../present-cluster.js';

export const kubectl = new Command('kubectl')
  .description('run kubectl against the cluster')
  .argument('[arguments...]')
  .passThroughOptions()
  .allowUnknownOption()
  .helpOption(false)
  .action(async (args: string[]) => {
    const [program, ...context] = (await presentCluster()).kubectl;
    process.exitCode = spawnSync(program, [...context, ...args], { stdio: 'inherit' }).status ?? 1;
  });

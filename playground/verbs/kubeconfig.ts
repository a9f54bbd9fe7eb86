import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { kubeconfigFile } from '../paths.js';
import { Problem } from '../problem.js';

export const kubeconfig = new Command('kubeconfig')
  .description("print the kubeconfig's path and nothing else")
  .action(() => {
    if (!existsSync(kubeconfigFile)) throw new Problem('There is no cluster', 'Bring it up: npm run playground up');
    console.log(kubeconfigFile);
  });

import { Argument, Command } from 'commander';
import { type MtlsMode, setMtls } from '../cluster/mtls.js';
import { presentCluster } from '../present-cluster.js';

export const mtls = new Command('mtls')
  .description('let the applications take plain text as well (permissive), or mutual TLS alone (strict)')
  .addArgument(new Argument('<mode>').choices(['permissive', 'strict']))
  .option('--context <name>', 'the playground in this context of your kubeconfig')
  .action(async (mode: MtlsMode, { context }: { context?: string }) => {
    await setMtls(await presentCluster(context), mode);
    console.error(`Mutual TLS is ${mode}.`);
  });

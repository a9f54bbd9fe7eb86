import { Command } from 'commander';
import { reset as resetApplications } from '../cluster/reset.js';
import { withLock } from '../lock.js';
import { presentCluster } from '../present-cluster.js';
import { presentPorts } from '../present-ports.js';
import { endReleases } from '../temporal/end-releases.js';

export const reset = new Command('reset')
  .description('end releases under way and put the applications back to their first state, in seconds')
  .option('--context <name>', 'the playground in this context of your kubeconfig')
  .action(async ({ context }: { context?: string }) => {
    await withLock('reset', async () => {
      const cluster = await presentCluster(context);
      if (context === undefined) await endReleases(presentPorts());
      await resetApplications(cluster, (text) => process.stderr.isTTY && console.error(text));
    });
    console.error('The applications are in their first state.');
  });

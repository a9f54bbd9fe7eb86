import { rm } from 'node:fs/promises';
import { Command } from 'commander';
import { leaveContext } from '../context-parts.js';
import { endLeftRunning } from '../left-running.js';
import { withLock } from '../lock.js';
import { stopNode } from '../node/start.js';
import { stopRelay } from '../node/start-relay.js';
import { runDir, storeDir } from '../paths.js';
import { recordsFile } from '../records.js';
import { stopTemporal } from '../temporal/server.js';

export const down = new Command('down')
  .description('end everything and leave nothing behind but the cache')
  .option('--cache', 'remove the cache of programs and images, too: the next up builds them again')
  .option('--context <name>', "take the playground's namespaces out of this context of your kubeconfig instead")
  .action(async ({ cache, context }: { cache?: true; context?: string }) => {
    await withLock('down', async () => {
      if (context !== undefined) await leaveContext(context);
      else await endEverything();
      if (cache) await rm(storeDir, { recursive: true, force: true });
    });
    if (context !== undefined) await rm(recordsFile(context), { force: true });
    console.error('The playground is down.');
  });

async function endEverything(): Promise<void> {
  await endLeftRunning(); // notes may be lost
  await Promise.all([stopRelay(), stopTemporal(), stopNode()]);
  await rm(runDir, { recursive: true, force: true });
}

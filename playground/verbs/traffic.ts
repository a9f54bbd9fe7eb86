import { Command } from 'commander';
import { type StreamCounts, usersCounts } from '../cluster/users-counts.js';
import { presentCluster } from '../present-cluster.js';

export const traffic = new Command('traffic')
  .description('what the users got, by stream, status and version')
  .option('--context <name>', 'the playground in this context of your kubeconfig')
  .option('--json', 'print one JSON object')
  .action(async ({ context, json }: { context?: string; json?: true }) => {
    const streams = await usersCounts(await presentCluster(context));
    console.log(json ? JSON.stringify({ streams }) : table(streams));
  });

function table(streams: Record<string, StreamCounts>): string {
  const list = (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  const rows = Object.entries(streams).map(([name, { requests, failed, dropped, byStatus, byVersion }]) =>
    [
      name.padEnd(18),
      String(requests).padStart(9),
      String(failed).padStart(7),
      String(dropped).padStart(8),
      `  ${list(byStatus)}  |  ${list(byVersion)}`,
    ].join(''),
  );
  return [`${'stream'.padEnd(18)} requests failed dropped  by status  |  by version`, ...rows].join('\n');
}

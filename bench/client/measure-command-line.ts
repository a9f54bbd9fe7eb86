import { spawnSync } from 'node:child_process';
import { Client, Connection } from '@temporalio/client';
import { Sluice } from '../../client/sluice.js';
import { presentCluster } from '../../playground/present-cluster.js';
import { WorkerProcess } from '../../playground/worker-process.js';
import { OwnTemporal } from '../../playground/temporal/own-temporal.js';
import { begun } from '../release/commands.js';
import { Field } from '../release/field.js';
import { type Quantiles, quantiles } from '../release/quantiles.js';
import { counted, startReleases } from './many-releases.js';

const port = 19_601;

/**
 * How long the command takes as it is installed (`npm run build`), from its start to its end, in milliseconds, while a
 * release runs on the playground; and Node alone, which is in all of it.
 */
export async function measureCommandLine(runs: number): Promise<Record<string, Quantiles>> {
  const built = spawnSync('npm', ['run', 'build'], { stdio: ['ignore', 2, 2] });
  if (built.status !== 0) throw new Error('the build failed');
  const cluster = `bench-${Date.now().toString(36)}`;
  const field = await Field.open(await presentCluster(), 1);
  const worker = await WorkerProcess.start(port);
  const sluice = await Sluice.connect({ cluster });
  const [service = ''] = field.services;
  const command = ['dist/client/main.js'];
  const source = ['--import', 'tsx', 'client/main.ts'];
  try {
    const handle = await begun(sluice, field, { service, weights: [10] });
    const status = ['status', `bench/${service}`, '--cluster', cluster];
    const measured = {
      nodeAloneMs: timesOf(['-e', '0'], runs),
      helpMs: timesOf([...command, '--help'], runs),
      statusMs: timesOf([...command, ...status], runs),
      listMs: timesOf([...command, 'list', '--cluster', cluster], runs),
      statusFromSourcesMs: timesOf([...source, ...status], runs),
      listOfThousandMs: await listOfThousand(runs),
    };
    await handle.abort({ by: 'bench', reason: 'bench' });
    await handle.result();
    return measured;
  } finally {
    await Promise.all([sluice.close(), worker.stop(), field.close()]);
  }
}

/** `list` where Temporal knows of a thousand releases: the usual fifty of them. */
async function listOfThousand(runs: number): Promise<Quantiles> {
  const temporal = await OwnTemporal.start();
  const connection = await Connection.connect({ address: temporal.address });
  try {
    const client = new Client({ connection });
    await startReleases(client, 1000);
    await counted(client, 1000);
    return timesOf(['dist/client/main.js', 'list'], runs, { TEMPORAL_ADDRESS: temporal.address });
  } finally {
    await connection.close();
    await temporal.kill();
  }
}

/** Runs Node with these arguments, one time after another. @throws when it ends with anything but 0. */
function timesOf(args: string[], runs: number, more: Record<string, string> = {}): Quantiles {
  const times = Array.from({ length: runs }, () => {
    const started = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, {
      env: { ...process.env, NODE_OPTIONS: '', ...more },
    });
    if (status !== 0) throw new Error(`node ${args.join(' ')}: ${stderr.toString()}`);
    return performance.now() - started;
  });
  return quantiles(times);
}

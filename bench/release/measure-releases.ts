import { spawnSync } from 'node:child_process';
import { Sluice } from '../../client/sluice.js';
import { reset } from '../../playground/cluster/reset.js';
import { presentCluster } from '../../playground/present-cluster.js';
import { OwnTemporal } from '../../playground/temporal/own-temporal.js';
import { abortsAtOnce, abortToZero, stepOverhead } from './commands.js';
import { abortAfterCrash, Relay, stepAfterCrash } from './crash.js';
import { Field } from './field.js';
import { holdEndToWeight } from './hold-end.js';
import { badMetricToZero, unreadyToZero } from './notice.js';
import { podsAbortToZero } from './pods.js';
import type { Quantiles } from './quantiles.js';

const port = 19_600;
const atOnce = 50;

/**
 * How fast releases are, each figure measured `runs` times, in milliseconds: with the worker as production runs it, and
 * with a Temporal that begins with nothing, so that what was run on this machine before makes no difference. `only`
 * names some of them.
 */
export async function measureReleases(runs: number, only?: string[]): Promise<Record<string, Quantiles>> {
  for (const command of [
    [process.execPath, 'start.mjs', 'playground/main.ts', 'up'],
    ['npm', 'run', '-s', 'build'],
  ]) {
    const [program = '', ...args] = command;
    spawnSync(program, args, { stdio: ['ignore', 2, 2] });
  }
  const temporal = await OwnTemporal.start();
  process.env['SLUICE_BUILT_WORKER'] = 'dist/worker/main.js';
  try {
    return await measureWith(temporal.address, runs, only);
  } finally {
    await temporal.kill();
  }
}

async function measureWith(address: string, runs: number, only?: string[]): Promise<Record<string, Quantiles>> {
  const cluster = await presentCluster();
  await reset(cluster, () => undefined);
  const field = await Field.open(cluster, atOnce);
  const relay = await Relay.start(port, { TEMPORAL_ADDRESS: address });
  const sluice = await Sluice.connect({ cluster: `bench-${Date.now().toString(36)}`, address });
  const measures: Record<string, () => Promise<Quantiles>> = {
    stepOverheadMs: () => stepOverhead(sluice, field, runs),
    abortToZeroMs: () => abortToZero(sluice, field, runs),
    abortsAtOnceMs: () => abortsAtOnce(sluice, field),
    crashRecoveryMs: () => abortAfterCrash(sluice, field, relay, runs),
    crashAmidStepMs: () => stepAfterCrash(sluice, field, relay, runs),
    podsAbortToZeroMs: () => podsAbortToZero(sluice, cluster, runs),
    unreadyToZeroMs: () => unreadyToZero(sluice, cluster, runs),
    badMetricToZeroMs: () => badMetricToZero(sluice, cluster, runs),
    holdEndToWeightMs: () => holdEndToWeight(sluice, ['v2', 'v3', 'v1']),
  };
  const found: Record<string, Quantiles> = {};
  try {
    for (const [name, measure] of Object.entries(measures)) {
      if (only && !only.includes(name)) continue;
      console.error(`${name} ...`);
      found[name] = await measure();
      console.error(`${name}: ${JSON.stringify(found[name])}`);
    }
    return found;
  } finally {
    await Promise.all([sluice.close(), relay.stop(), field.close()]);
    await reset(cluster, () => undefined);
  }
}

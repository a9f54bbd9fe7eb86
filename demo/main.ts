/**
 * `npm run demo`: brings the playground up, starts a worker, and releases before the person's eyes: reviews v2, which is
 * good, to all users, and v3, which fails one request in five and is taken back. `--traffic` says by what users' requests
 * are split; `--json` prints one object. Exit code 1: it ended otherwise than told.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { Sluice } from '../client/sluice.js';
import { presentCluster } from '../playground/present-cluster.js';
import { presentEnvironment, presentPorts } from '../playground/present-ports.js';
import { toFirstState } from './first-state.js';
import { screenFor } from './screens.js';
import { measuredSteps, type Shown, showRelease } from './show-release.js';
import { badRelease, goodRelease } from './spec-text.js';
import { ways } from './traffic.js';
import { manyUsers } from './users.js';
import { WorkerProcess } from '../playground/worker-process.js';

const { json, traffic } = parseArgs({
  options: { json: { type: 'boolean', default: false }, traffic: { type: 'string', default: 'istio' } },
}).values;
const way = ways.find((each) => each === traffic);
if (!way) {
  process.stderr.write(`--traffic ${traffic}: expected ${ways.join(' or ')}\n`);
  process.exit(2);
}
const stream = json ? process.stderr : process.stdout;
const say = (text: string): void => void stream.write(`${text}\n`);

const begun = Date.now();
const up = spawnSync(process.execPath, ['start.mjs', 'playground/main.ts', 'up'], {
  stdio: ['ignore', json ? 2 : 'inherit', 'inherit'],
});
if (up.status !== 0) process.exit(up.status ?? 1);
const pages = `http://127.0.0.1:${presentPorts()['temporal-ui']}/namespaces/default/workflows`;
const cluster = await presentCluster();
await toFirstState(cluster, way, say);
const fewUsers = await manyUsers(cluster);
const worker = await WorkerProcess.start(19_464);
const sluice = await Sluice.connect({ cluster: 'playground', address: presentEnvironment().TEMPORAL_ADDRESS });
const setupSeconds = Math.round((Date.now() - begun) / 1000);

async function release(title: string, text: string): Promise<Shown> {
  say(`\n${title}`);
  const handle = await sluice.start(text, { by: 'demo' });
  say(`every step of it: ${pages}/${encodeURIComponent(handle.id)}\n`);
  return showRelease(handle, cluster, screenFor(stream));
}

try {
  const good = await release('reviews v2 is good: from no users to all, ten per cent at a time.', goodRelease(way));
  const bad = await release('reviews v3 fails one request in five: it is taken back.', badRelease(way));
  if (json) console.log(JSON.stringify(resultOf(good, bad)));
  else summarize(good, bad);
  const isAsTold = good.state.outcome?.kind === 'released' && bad.state.outcome?.kind === 'rolled-back';
  process.exitCode = isAsTold ? 0 : 1;
} finally {
  await sluice.close();
  await worker.stop();
  await fewUsers();
}

function resultOf(good: Shown, bad: Shown) {
  const { outcome } = bad.state;
  return {
    setupSeconds,
    good: {
      ...{ outcome: good.state.outcome?.kind, seconds: good.seconds, users: good.users },
      steps: measuredSteps(good.state),
    },
    bad: {
      ...{ outcome: outcome?.kind, verdict: outcome?.kind === 'rolled-back' ? outcome.why : '' },
      ...{ highestWeight: bad.state.highestWeight, users: bad.users },
    },
  };
}

function summarize(good: Shown, bad: Shown): void {
  const line = (name: string, { state, seconds, users }: Shown) =>
    `${name}  ${state.outcome?.kind}, at most ${state.highestWeight} %, ${seconds} s; users sent ${users.requests} requests, ${users.failed} failed`;
  say(`\n${line('v2', good)}\n${line('v3', bad)}`);
  say(`\nLook around: ${pages}\nThe playground stays up: npm run playground status`);
}

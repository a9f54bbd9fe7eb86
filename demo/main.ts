/**
 * `npm run demo`: brings the playground up and gives a new version of reviews its users by hand, 10, 50 and 100 %,
 * before the person's eyes: the share asked for, the share that users got, and what failed. `--json` prints one object.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { reset } from '../playground/cluster/reset.js';
import { deployReviewsV2, routeReviews } from '../playground/cluster/reviews.js';
import { presentCluster } from '../playground/present-cluster.js';
import { measure, type Measured } from './measure.js';

const weights = [10, 50, 100];
const seconds = 8;
const { json } = parseArgs({ options: { json: { type: 'boolean', default: false } } }).values;
const say = (text: string): void => (json ? console.error(text) : console.log(text));

const started = Date.now();
const up = spawnSync(process.execPath, ['start.mjs', 'playground/main.ts', 'up'], {
  stdio: ['ignore', json ? 2 : 'inherit', 'inherit'],
});
if (up.status !== 0) process.exit(up.status ?? 1);
const setupSeconds = Math.round((Date.now() - started) / 1000);

const cluster = await presentCluster();
say('\nDeploying reviews v2 beside v1; no user reaches it yet ...');
await routeReviews(cluster, { v1: 100 });
await deployReviewsV2(cluster, { v1: 'v1', v2: 'v2' });
const steps: (Measured & { weight: number; measured: number })[] = [];
for (const weight of weights) {
  await routeReviews(cluster, { v1: 100 - weight, v2: weight });
  await new Promise((resolve) => setTimeout(resolve, 1000)); // the mesh takes a moment
  const { share, requests, failed } = await measure(cluster, seconds);
  const bar = '█'.repeat(Math.round(share * 40)).padEnd(40, '░');
  say(
    `v2  asked ${String(weight).padStart(3)} %  ${bar} ${(share * 100).toFixed(1).padStart(5)} %  of ${requests} requests, ${failed} failed`,
  );
  steps.push({ weight, measured: Math.round(share * 1000) / 10, share, requests, failed });
}
say('Every user has v2. Putting everything back ...');
await reset(cluster, () => undefined);

const total = (key: 'requests' | 'failed') => steps.reduce((sum, step) => sum + step[key], 0);
const users = { requests: total('requests'), failed: total('failed') };
if (json)
  console.log(
    JSON.stringify({ setupSeconds, steps: steps.map(({ weight, measured }) => ({ weight, measured })), users }),
  );
else
  console.log(
    `\nUsers sent ${users.requests} requests; ${users.failed} failed. The playground stays up: npm run playground status`,
  );

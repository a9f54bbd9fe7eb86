import { expect, test } from '@jest/globals';
import { serviceId } from '../../../domain/message.js';
import type { LiveState, Sluice } from '../../../client/sluice.js';
import { specText } from '../release/spec-text.js';
import { MemoryCluster } from './memory-cluster.js';
import { seen } from './seen.js';
import type { OwnTemporal } from './temporal.js';
import { typing } from './typed.js';
import { withOwnTemporal } from './with-own-temporal.js';
import '../patience.js';

let temporal: OwnTemporal;
let client: Sluice;
const cluster = new MemoryCluster();
const sluice = typing(() => temporal.address);

const workers = withOwnTemporal(cluster, (own) => ({ temporal, client } = own));

const long = { steps: [{ weight: 20, hold: '1h' }], bake: '1h', verify: undefined };
const quick = { steps: [{ weight: 100, hold: '1s' }], bake: '0s', verify: undefined };
const me = { by: 'ada', reason: 'to see' };

/** The release that each verb takes the name for, and those that it names as waiting. */
async function meant(name: string) {
  const verbs = [['status'], ['history'], ['report', '--format', 'markdown']];
  const said = await Promise.all(verbs.map(async (verb) => (await sluice([...verb, name, '--json'])).stdout));
  return said.map((each) => JSON.parse(each) as { release: string; waiting?: string[] });
}

test('a name stands for the release that has the service, then for the last that has ended; who waits is named', async () => {
  const first = await client.start(specText('n-one', long));
  await seen(first, ({ weight }) => weight === 20);
  const second = await client.start(specText('n-one', quick), { ifBusy: 'queue' });
  const third = await client.start(specText('n-one', quick), { ifBusy: 'queue' });
  for (const { release, waiting } of await meant('n-one/reviews'))
    expect([release, waiting]).toEqual([first.id, [second.id, third.id]]);
  const { stdout } = await sluice(['status', 'n-one/reviews']);
  expect(stdout).toContain(`\nthen      ${second.id}, ${third.id}`);

  await third.abort(me); // in the queue: it never had the service
  await second.abort(me);
  await first.abort(me);
  await first.result();
  for (const { release, waiting } of await meant('n-one/reviews'))
    expect([release, waiting]).toEqual([first.id, undefined]);
});

test('at the very moment of its end a name stands for the release that has just ended, and no worker is needed', async () => {
  for (let count = 1; count <= 3; count += 1) {
    const handle = await client.start(specText('n-two', quick));
    await handle.result();
    expect((await client.handleFor('n-two/reviews')).id).toBe(handle.id);
  }
  const known = await (await client.handleFor('n-two/reviews')).state();
  await workers.stop();
  // A question to a worker would end without an answer, and the command with it.
  const { phase, outcome, journal } = JSON.parse(
    (await sluice(['status', 'n-two/reviews', '--json'])).stdout,
  ) as LiveState & {
    phase: string;
  };
  expect({ phase, outcome, journal }).toEqual({ phase: 'ended', outcome: known.outcome, journal: known.journal });
  expect((await sluice(['watch', 'n-two/reviews'])).exitCode).toBe(0);
  await workers.work();
});

test('a release whose service was ended by force is still found by its name', async () => {
  const first = await client.start(specText('n-three', long));
  await seen(first, ({ weight }) => weight === 20);
  const second = await client.start(specText('n-three', quick), { ifBusy: 'queue' });
  const service = serviceId({ cluster: 'default', namespace: 'n-three', service: 'reviews' });
  await temporal.env.client.workflow.getHandle(service).terminate();
  const found = await client.handleFor('n-three/reviews');
  expect([found.id, found.waiting]).toEqual([first.id, [second.id]]);
  await second.abort(me);
  await found.abort(me);
  expect(await first.result()).toEqual({ kind: 'aborted', ...me });
  await expect(client.handleFor('n-four/reviews')).rejects.toMatchObject({ kind: 'not-found' });
});

import { expect, test } from '@jest/globals';
import type { Sluice } from '../../../client/sluice.js';
import { specText } from '../release/spec-text.js';
import { MemoryCluster } from './memory-cluster.js';
import { seen } from './seen.js';
import { withOwnTemporal } from './with-own-temporal.js';
import '../patience.js';

let sluice: Sluice;
const cluster = new MemoryCluster();

withOwnTemporal(cluster, (own) => (sluice = own.client));

const frozen = {
  ...{ steps: [{ weight: 20, hold: '1s' }], bake: '1s' },
  freeze: [{ from: '2020-01-01', to: '2099-12-31', zone: 'UTC', reason: 'the shop is closed' }],
};
const why = 'frozen until 2100-01-01 00:00 UTC: the shop is closed';

test('a release in a freeze gets all ready and waits; an override lets one weight rise, and needs a reason', async () => {
  const handle = await sluice.start(specText('frozen', frozen));
  const state = await seen(handle, (now) => now.frozen !== undefined);
  expect([state.weight, state.frozen?.why, state.journal.at(-1)?.what]).toEqual([0, 'the shop is closed', why]);
  const ann = { by: 'ann', reason: '' };
  await expect(handle.skip(ann)).rejects.toThrow('skip or promote with an override lets it rise');
  await expect(handle.skip({ ...ann, override: true })).rejects.toThrow('an override of a freeze needs a reason');
  await handle.skip({ ...ann, reason: 'urgent', override: true });
  await seen(handle, ({ weight }) => weight === 20);
  const again = await seen(handle, (now) => now.frozen !== undefined && now.weight === 20);
  const told = again.journal.map(({ by, what }) => `${by}: ${what}`);
  expect(told).toContain('ann: skip, in spite of any freeze: urgent');
  expect(told).toContain(`sluice: weight 20 %, though ${why} (ann: urgent)`);
  await handle.abort({ by: 'ann', reason: 'enough' });
  expect(await handle.result()).toMatchObject({ kind: 'aborted' });
});

test('a release that is begun with an override is held back nowhere, and is not begun without a reason', async () => {
  const begun = sluice.start(specText('urgent', frozen), { by: 'ann', override: { reason: ' ' } });
  await expect(begun).rejects.toMatchObject({ kind: 'not-now', message: 'an override of a freeze needs a reason' });
  const handle = await sluice.start(specText('urgent', frozen), { by: 'ann', override: { reason: 'it is down' } });
  expect(await handle.result()).toEqual({ kind: 'released' });
  const { journal } = await handle.state();
  expect(journal[0]).toMatchObject({ by: 'ann', what: 'begin, in spite of any freeze: it is down' });
  expect(journal.map(({ what }) => what)).toContain(`weight 100 %, though ${why} (ann: it is down)`);
});

test('a gate takes its approvals from those who may, and says who is missing', async () => {
  const gate = { approval: 'payments', by: ['ann', 'ben', 'carla'], approvals: 2, timeout: '1h' };
  const steps = [gate, { weight: 20, hold: '1s' }];
  const handle = await sluice.start(specText('gated', { steps, bake: '1s' }));
  const { question } = await seen(handle, (now) => now.question !== undefined);
  expect(question).toMatchObject({ missing: 2, by: gate.by, onTimeout: 'roll-back' });
  const approve = (by: string) => handle.approve({ by, reason: 'good' });
  await expect(approve('eve')).rejects.toThrow('eve may not approve payments; ann, ben or carla may');
  expect(await approve('ann')).toMatchObject({ what: 'approve payments: good; 1 approval still missing' });
  await expect(approve('Ann')).rejects.toThrow('Ann has approved payments already; another person must, too');
  await expect(handle.promote({ by: 'eve', reason: '' })).rejects.toThrow('promote would pass the gate payments');
  expect(await approve('carla')).toMatchObject({ what: 'approve payments: good' });
  expect(await handle.result()).toEqual({ kind: 'released' });
});

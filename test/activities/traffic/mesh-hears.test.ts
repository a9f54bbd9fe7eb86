import { expect, test } from '@jest/globals';
import type { Cluster } from '../../../activities/kubernetes/cluster.js';
import { meshHears } from '../../../activities/traffic/mesh-hears.js';
import type { IstioRoute } from '../../../domain/plan.js';

const never = new AbortController().signal;
const route = { namespace: 'shop', destinationRule: { name: 'reviews', exists: true } } as IstioRoute;

/** How long it is waited for subsets that `manager` wrote so long ago; without one there is no rule. */
async function waited(agoMs: number, manager?: string): Promise<number> {
  const time = new Date(Date.now() - agoMs).toISOString();
  const managedFields = [{ manager, time, fieldsV1: { 'f:spec': { 'f:subsets': {} } } }];
  const rule = manager && { kind: 'DestinationRule', metadata: { name: 'reviews', managedFields } };
  const begun = Date.now();
  await meshHears({ get: () => Promise.resolve(rule) } as unknown as Cluster, route, never);
  return Date.now() - begun;
}

test('a subset that we have made is waited for until proxies know it, in whichever try', async () => {
  expect(await waited(2000, 'sluice')).toBeGreaterThanOrEqual(900);
  expect(await waited(60_000, 'sluice')).toBeLessThan(500);
});

test('what others wrote is not waited for, nor a rule that is not there', async () => {
  const all = Promise.all([waited(0, 'kubectl'), waited(0)]);
  expect(Math.max(...(await all))).toBeLessThan(500);
});

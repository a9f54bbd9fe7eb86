import { expect, test } from '@jest/globals';
import type { Cluster } from '../../../activities/kubernetes/cluster.js';
import { meshHears } from '../../../activities/traffic/mesh-hears.js';
import type { IstioRoute } from '../../../domain/plan.js';

const never = new AbortController().signal;
const route = { namespace: 'shop', destinationRule: { name: 'reviews', exists: true } } as IstioRoute;

/** The mesh hears of subsets that `manager` wrote so long ago; without one there is no rule. */
function hears(signal: AbortSignal, agoMs: number, manager?: string): Promise<void> {
  const time = new Date(Date.now() - agoMs).toISOString();
  const managedFields = [{ manager, time, fieldsV1: { 'f:spec': { 'f:subsets': {} } } }];
  const rule = manager && { kind: 'DestinationRule', metadata: { name: 'reviews', managedFields } };
  return meshHears({ get: () => Promise.resolve(rule) } as unknown as Cluster, route, signal);
}

/** Whether it would wait at all: a wait that is given up before it begins rejects. */
const waits = (agoMs: number, manager?: string) =>
  hears(AbortSignal.abort(), agoMs, manager).then(
    () => false,
    () => true,
  );

test('a subset that we have made is waited for until proxies know it, in whichever try', async () => {
  const begun = Date.now();
  await hears(never, 2000, 'sluice');
  expect(Date.now() - begun).toBeGreaterThanOrEqual(900);
  expect([await waits(0, 'sluice'), await waits(60_000, 'sluice')]).toEqual([true, false]);
});

test('what others wrote is not waited for, nor a rule that is not there', async () => {
  expect([await waits(0, 'kubectl'), await waits(0)]).toEqual([false, false]);
});

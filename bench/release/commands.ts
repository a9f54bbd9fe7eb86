import { setTimeout as sleep } from 'node:timers/promises';
import type { ReleaseHandle, Sluice } from '../../client/sluice.js';
import { ApiWrites, isWeight } from './api-writes.js';
import type { Field } from './field.js';
import { type Quantiles, quantiles } from './quantiles.js';

const order = { by: 'bench', reason: 'bench' };

/** Waits until the release holds this weight. @throws when it ends before. */
export async function holding(handle: ReleaseHandle, weight: number): Promise<void> {
  for await (const { weight: now, running, outcome, journal } of handle.watch({ everyMs: 100 })) {
    if (outcome) throw new Error(`${handle.id} has ended: ${journal.at(-1)?.what}`);
    if (now === weight && running?.kind === 'act' && running.act.kind === 'watch') return;
  }
}

/** Starts a release of the service and waits until it holds its first weight. */
export async function begun(
  sluice: Sluice,
  field: Field,
  { service, weights }: { service: string; weights: number[] },
): Promise<ReleaseHandle> {
  const handle = await sluice.start(field.specText(service, weights), { by: 'bench' });
  await holding(handle, weights[0] ?? 0);
  return handle;
}

/** From the command `skip`, as a pipeline sends it, to the next weight at the API server: one release, many steps. */
export async function stepOverhead(sluice: Sluice, field: Field, runs: number): Promise<Quantiles> {
  const [service = ''] = field.services;
  const weights = Array.from({ length: runs + 1 }, (_, index) => index + 1);
  const handle = await begun(sluice, field, { service, weights });
  const times: number[] = [];
  for (const weight of weights.slice(1)) {
    await anyMoment();
    const writes = await ApiWrites.fromNow();
    const sent = Date.now();
    await handle.skip(order);
    times.push((await writes.first(isWeight(service, weight))).at - sent);
    await holding(handle, weight);
  }
  await handle.abort(order);
  await handle.result();
  return quantiles(times);
}

/** From the command `abort` to weight 0 at the API server, one release after another. */
export async function abortToZero(sluice: Sluice, field: Field, runs: number): Promise<Quantiles> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const service = field.services[run % field.services.length] ?? '';
    const handle = await begun(sluice, field, { service, weights: [50] });
    await anyMoment();
    const writes = await ApiWrites.fromNow();
    const sent = Date.now();
    await handle.abort(order);
    times.push((await writes.first(isWeight(service, 0))).at - sent);
    await handle.result();
  }
  return quantiles(times);
}

/** A person's order comes at any moment of a hold; its first look, which costs most, is one of many. */
async function anyMoment(): Promise<void> {
  await sleep(1000 + Math.random() * 1000);
}

/** All services' releases aborted at once: from the first command to weight 0, for each. */
export async function abortsAtOnce(sluice: Sluice, field: Field): Promise<Quantiles> {
  const handles = new Map<string, ReleaseHandle>();
  for (const service of field.services) handles.set(service, await begun(sluice, field, { service, weights: [50] }));
  await anyMoment();
  const writes = await ApiWrites.fromNow();
  const sent = Date.now();
  await Promise.all([...handles.values()].map((handle) => handle.abort(order)));
  const times: number[] = [];
  for (const service of handles.keys()) times.push((await writes.first(isWeight(service, 0))).at - sent);
  await Promise.all([...handles.values()].map((handle) => handle.result()));
  return quantiles(times);
}

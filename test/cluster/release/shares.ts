import { expect } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage, Written } from './stage.js';

/** What a test's users at the edge and in the mesh are made of. A machine that is busy may answer late. */
const stream = { kind: 'http', ratePerSecond: 25, timeoutMs: 20_000 };
const inMesh = (port = 9080) => ({ ...stream, name: 'mesh', url: `http://reviews:${port}/reviews/7` });

/** Users in the mesh, and at the edge of a host. */
export const meshAndEdge = (host: string): object[] => [
  inMesh(),
  { ...stream, name: 'edge', url: 'http://istio-ingressgateway.istio-system/reviews/7', headers: { host } },
];

/** Users in the mesh alone, who call by two ports of the Service. */
export const byPorts = (one: number, other: number): object[] => [inMesh(one), { ...inMesh(other), name: 'other' }];

/** Lets users in from outside, by the playground's gateway. */
export const gatewayFor = (host: string): Written => ({
  ...{ apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name: 'edge' } },
  spec: {
    selector: { istio: 'ingressgateway' },
    servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: [host] }],
  },
});

/** What a stream got. */
export interface Got {
  name: string;
  v2: number;
  requests: number;
}

/** What each stream got of each version while `ms` went by. */
export async function during(stage: Stage, ms: number): Promise<Got[]> {
  const before = await stage.streams();
  await sleep(ms);
  return Object.entries(await stage.streams()).map(([name, { byVersion, requests }]) => ({
    name,
    v2: (byVersion['v2'] ?? 0) - (before[name]?.byVersion['v2'] ?? 0),
    requests: requests - (before[name]?.requests ?? 0),
  }));
}

/** Of as many requests so many are the canary's, but in one case of some hundred thousand. */
export function expectShare({ v2, requests }: Got, weight: number): void {
  const p = weight / 100;
  const slack = 4.5 * Math.sqrt(requests * p * (1 - p)) + 1;
  expect(Math.abs(v2 - requests * p)).toBeLessThanOrEqual(slack);
}

/** So many requests of each stream failed. */
export async function failures(stage: Stage): Promise<Record<string, number>> {
  return Object.fromEntries(Object.entries(await stage.streams()).map(([name, { failed }]) => [name, failed]));
}

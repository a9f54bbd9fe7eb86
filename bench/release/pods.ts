import type { Sluice } from '../../client/sluice.js';
import { type Cluster, kubectl } from '../../playground/cluster/cluster.js';
import { type ApiWrite, ApiWrites } from './api-writes.js';
import { holding } from './commands.js';
import { raise, sleeping } from './field.js';
import { type Quantiles, quantiles } from './quantiles.js';

const namespace = 'bench-pods';
const app = 'pods';
const order = { by: 'bench', reason: 'bench' };
const service = {
  ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: app, namespace } },
  spec: { selector: { app }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
};
const checks = [{ name: 'nothing', query: 'vector(0)', pass: '< 1' }]; // nobody counts requests there
const canary = { version: 'v2', image: 'docker.io/sluice/sleep:v1' };
const specText = JSON.stringify({
  ...{ apiVersion: 'sluice/v1', kind: 'Release', metadata: { namespace, name: app } },
  spec: { canary, traffic: { replicas: {} }, checks, steps: [{ weight: 25, hold: '1h' }] },
});

/** Where pods are the share, three of v1 behind a Service: from the command `abort` to the write after which no pod of the canary is the Service's. */
export async function podsAbortToZero(sluice: Sluice, cluster: Cluster, runs: number): Promise<Quantiles> {
  await raise(cluster, namespace, [service, sleeping({ namespace, app, version: 'v1', replicas: 3 })]);
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const handle = await sluice.start(specText, { by: 'bench' });
    await holding(handle, 25);
    const writes = await ApiWrites.fromNow();
    const sent = Date.now();
    await handle.abort(order);
    times.push((await writes.first(isTakenAway)).at - sent);
    await handle.result();
  }
  await kubectl(cluster, ['delete', 'namespace', namespace, '--wait=false']);
  return quantiles(times);
}

/** At 25 % one pod of the canary has the label; our annotation tells that it has it no more. */
function isTakenAway({ verb, uri, code, body }: ApiWrite): boolean {
  const isPod = uri.includes(`/namespaces/${namespace}/pods/${app}-v2-`);
  return verb === 'patch' && code === 200 && isPod && body.includes('\\"labelled\\":false');
}

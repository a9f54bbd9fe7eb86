import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from '../kubernetes/cluster.js';
import { ask } from './ask.js';
import type { Request } from './curl-command.js';
import { proxyKnows } from './proxy-knows.js';
import type { Way } from './way.js';

/**
 * Where no proxy can be asked: how long answers must come before it is taken to know the Service. At first requests pass by
 * it, and are answered; on a busy machine it hears of the Service a second later, and for a moment not of its pods (503).
 */
const steadyMs = 2000;
/** How often is asked meanwhile: each time is a process started in the pod. */
const everyMs = 500;

/**
 * Waits until the canary answers, at most `ms` and half of it for the proxy: proxies take a moment to hear of a new Service. A canary that itself gives no answer, or
 * 502 or 503, is waited for in vain, and then judged by it.
 */
export async function settle(
  cluster: Cluster,
  { way, request, ms }: { way: Way; request: Request; ms: number },
  signal: AbortSignal,
): Promise<Way> {
  const begun = Date.now();
  const pause = () => delay(everyMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  let knows = await proxyKnows(cluster, way, signal);
  while (knows === false && Date.now() < begun + ms / 2) {
    await pause();
    knows = await proxyKnows(cluster, way, signal);
  }
  const deadline = Date.now() + ms;
  let since: number | undefined;
  for (;;) {
    const { status } = await ask(cluster, way, request, signal);
    since = [0, 502, 503].includes(status) ? undefined : (since ?? Date.now());
    const isSteady = since !== undefined && Date.now() - since >= (knows ? 0 : steadyMs);
    if (Date.now() >= deadline || isSteady) return way;
    await pause();
  }
}

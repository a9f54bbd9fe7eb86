import { setTimeout as delay } from 'node:timers/promises';
import type { Headers } from '../../domain/release-spec.js';
import type { Cluster, ExecResult } from '../kubernetes/cluster.js';
import { Trouble } from '../trouble.js';
import { batchSize } from './batch-size.js';
import type { Container } from './container.js';
import { type Command, loadCommand, type Request, requestCommand, requestSeconds } from './curl-command.js';
import { answerFrom, progressAfter } from './curl-output.js';
import { headerValues, masked } from './header-values.js';
import { OwnObjects } from './own-objects.js';
import type { ProbeAnswer, Prober } from './prober.js';
import { openWay, type Way, type WayOptions } from './way.js';

interface Options extends WayOptions {
  /** How long the cluster may take to hear of the temporary Service. */
  settleMs?: number;
}

/** Sends requests with curl from a pod in the cluster, to the canary's pods alone, through a temporary Service. */
export function curlProber(cluster: Cluster, options: Options): Prober {
  const own = new OwnObjects(cluster, options.plan);
  let settled: Promise<Way> | undefined;
  const prepare = async (path: string, headers: Headers, signal: AbortSignal): Promise<Request> => {
    return { path, headers: await headerValues(cluster, options.plan.namespace, headers, signal) };
  };
  const settledWay = (request: Request, signal: AbortSignal) =>
    (settled ??= openWay(cluster, own, options, signal).then((way) =>
      settle(cluster, { way, request, ms: options.settleMs ?? 10_000 }, signal),
    ));
  return {
    async send(requests, signal) {
      const answers: ProbeAnswer[] = [];
      for (const { path, headers } of requests) {
        const request = await prepare(path, headers, signal);
        const way = await settledWay(request, signal);
        answers.push(await ask(cluster, way, request, signal));
      }
      return answers;
    },
    async load(test, progress, signal) {
      const request = await prepare(test.path, test.headers ?? {}, signal);
      const { from, to } = await settledWay(request, signal);
      const size = batchSize(test, progress);
      const seconds = Math.ceil(size / test.concurrency) * requestSeconds;
      const command = loadCommand(request, size, test.concurrency, to);
      return progressAfter(progress, await run(cluster, from, { request, command, seconds }, signal));
    },
    close: (signal) => own.close(signal),
  };
}

/**
 * How long answers must come before proxies are taken to know the Service. At first they pass by it, and answer; on a busy
 * machine they hear of it a second later, and for a moment know the Service but not its pods (503).
 */
const steadyMs = 2000;
/** How often is asked meanwhile: each time is a process started in the pod. */
const everyMs = 500;

/**
 * Waits until the canary answers: proxies take a moment to hear of a new Service. A canary that itself gives no answer, or
 * 502 or 503, is waited for in vain, and then judged by it.
 */
async function settle(
  cluster: Cluster,
  { way, request, ms }: { way: Way; request: Request; ms: number },
  signal: AbortSignal,
): Promise<Way> {
  const deadline = Date.now() + ms;
  let since: number | undefined;
  for (;;) {
    const { status } = await ask(cluster, way, request, signal);
    since = [0, 502, 503].includes(status) ? undefined : (since ?? Date.now());
    if (Date.now() >= deadline || (since !== undefined && Date.now() - since >= steadyMs)) return way;
    await delay(everyMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

async function ask(cluster: Cluster, { from, to }: Way, request: Request, signal: AbortSignal): Promise<ProbeAnswer> {
  const command = requestCommand(request, to);
  return answerFrom(await run(cluster, from, { request, command, seconds: requestSeconds }, signal));
}

interface Run {
  request: Request;
  command: Command;
  /** How long curl may take. */
  seconds: number;
}

/** What curl printed; nothing secret is in the answers any more. A pod that is gone is no reason to give up: another comes in its place. */
async function run(
  cluster: Cluster,
  from: Container,
  { request: { headers }, command: { command, input }, seconds }: Run,
  signal: AbortSignal,
): Promise<ExecResult> {
  const options = { timeoutMs: (seconds + 5) * 1000, signal, ...(input === undefined ? {} : { input }) };
  const result = await cluster.exec(from, command, options).catch((cause: unknown) => {
    if (!(cause instanceof Trouble) || cause.type !== 'NotFound') throw cause;
    throw new Trouble('Unavailable', `Requests cannot be sent from ${from.namespace}/${from.pod}: ${cause.message}`, {
      cause,
    });
  });
  return { ...result, stdout: masked(result.stdout, headers) };
}

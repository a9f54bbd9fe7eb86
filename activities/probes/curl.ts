import type { Headers } from '../../domain/release-spec.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { ask, run } from './ask.js';
import { batchSize } from './batch-size.js';
import { loadCommand, type Request, requestSeconds } from './curl-command.js';
import { progressAfter } from './curl-output.js';
import { headerValues } from './header-values.js';
import { OwnObjects } from './own-objects.js';
import type { ProbeAnswer, Prober } from './prober.js';
import { settle } from './settle.js';
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
      return progressAfter(progress, await run(cluster, from, { headers: request.headers, command, seconds }, signal));
    },
    close: (signal) => own.close(signal),
  };
}

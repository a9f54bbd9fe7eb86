import type { Server, ServerWritableStream } from '@grpc/grpc-js';
import { stars } from '../bookinfo/ratings.js';
import type { Drainable } from '../drain.js';
import type { Identity } from '../identity.js';
import type { Misbehaviour } from '../misbehaviour.js';
import type { RequestMetrics } from '../request-metrics.js';
import { loadGrpc, type LoadedGrpc, type Rating, type WatchRequest } from './load-grpc.js';
import { WatchStream } from './watch-stream.js';

/** What the Watch service needs. */
export interface WatchServerOptions {
  /** 0 takes any free port. */
  port: number;
  identity: Identity;
  misbehaviour: Misbehaviour;
  metrics: RequestMetrics;
  /** Ends the process, when CRASH_AFTER says so. */
  crash: () => void;
}

/** A listening gRPC server. */
export interface WatchServer extends Drainable {
  port: number;
}

/**
 * Serves sluice.playground.Ratings on all addresses; rejects when the port cannot be had. A call counts as one request
 * of the misbehaviour: a failing one ends INTERNAL, a wrong one has no stars and no podname.
 */
export async function serveWatch(options: WatchServerOptions): Promise<WatchServer> {
  const loaded = await loadGrpc();
  const streams = new Set<WatchStream>();
  const server = new loaded.grpc.Server({ 'grpc.enable_channelz': 0 });
  server.addService({ Watch: loaded.watch }, { Watch: handler(loaded, options, streams) });
  const port = await bind(server, options.port, loaded);
  const endStreams = (): void => {
    for (const stream of streams) stream.end();
  };
  const close = (): Promise<void> => {
    endStreams();
    return new Promise((resolve) => server.tryShutdown(() => resolve()));
  };
  // Streams are ended at once so that their clients look for another pod; those that come back are ended at closing.
  return { port, begin: endStreams, close, cut: () => server.forceShutdown() };
}

function bind(server: Server, port: number, { grpc }: LoadedGrpc): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`0.0.0.0:${port}`, grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
}

type Call = ServerWritableStream<WatchRequest, Rating>;

function handler({ grpc, watch }: LoadedGrpc, options: WatchServerOptions, open: Set<WatchStream>) {
  const { identity, misbehaviour, metrics, crash } = options;
  return (call: Call): void => {
    const verdict = misbehaviour.next();
    const content = verdict.wrong ? { podname: '', stars: 0 } : { podname: identity.host, stars: stars.Reviewer1 };
    const stream = new WatchStream(call, { version: identity.version, ...content });
    open.add(stream);
    stream.run(verdict.delayMs, verdict.fail ? grpc.status.INTERNAL : undefined, (code) => {
      open.delete(stream);
      metrics.answered(watch.path, grpc.status[code] ?? String(code));
      if (verdict.crash) crash();
    });
  };
}

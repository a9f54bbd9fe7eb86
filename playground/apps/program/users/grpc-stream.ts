import type { Client } from '@grpc/grpc-js';
import { loadGrpc, type LoadedGrpc } from '../grpc/load-grpc.js';
import type { RunningStream } from './running-stream.js';
import type { StreamDefinition } from './stream-definition.js';
import type { Tally } from './tally.js';
import { WatchCall } from './watch-call.js';

const channelOptions = {
  'grpc.enable_channelz': 0,
  'grpc.enable_http_proxy': 0,
  'grpc.service_config_disable_resolution': 1,
  'grpc.initial_reconnect_backoff_ms': 200,
  'grpc.max_reconnect_backoff_ms': 1000,
};

/** One long gRPC stream, opened again whenever it ends, at most `ratePerSecond` times a second. */
export class GrpcStream implements RunningStream {
  readonly #definition: StreamDefinition;
  readonly #tally: Tally;
  #loaded: LoadedGrpc | undefined;
  #client: Client | undefined;
  #rate = 0;
  #call: WatchCall | undefined;
  #openedAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(definition: StreamDefinition, tally: Tally) {
    this.#definition = definition;
    this.#tally = tally;
    this.#rate = definition.ratePerSecond;
    void this.#load();
  }

  setRate(ratePerSecond: number): void {
    this.#rate = ratePerSecond;
    clearTimeout(this.#timer);
    if (ratePerSecond === 0) this.#hangUp();
    else if (this.#call === undefined) this.#openWhenDue();
  }

  async stop(): Promise<void> {
    this.setRate(0);
    this.#client?.close();
  }

  async #load(): Promise<void> {
    this.#loaded = await loadGrpc();
    this.setRate(this.#rate);
  }

  #hangUp(): void {
    this.#call?.cancel();
    this.#call = undefined;
  }

  #openWhenDue(): void {
    const wait = this.#openedAt + 1000 / this.#rate - performance.now();
    this.#timer = setTimeout(() => this.#open(), Math.min(Math.max(wait, 0), 60_000));
  }

  #open(): void {
    if (this.#loaded === undefined) return;
    const { grpc } = this.#loaded;
    const host = new URL(this.#definition.url).host;
    this.#client ??= new grpc.Client(host, grpc.credentials.createInsecure(), channelOptions);
    this.#openedAt = performance.now();
    this.#tally.connected(this.#definition.name);
    this.#call = new WatchCall(this.#loaded, this.#client, this.#definition, {
      got: (got) => this.#tally.got(this.#definition.name, got),
      ended: () => {
        this.#call = undefined;
        this.#openWhenDue();
      },
    });
  }
}

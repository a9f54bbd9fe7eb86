import type { Client, ClientReadableStream, Metadata, StatusObject } from '@grpc/grpc-js';
import type { LoadedGrpc, Rating } from '../grpc/load-grpc.js';
import type { Got } from './got.js';
import type { StreamDefinition } from './stream-definition.js';

/** What a WatchCall tells. */
export interface WatchCallEvents {
  got: (got: Got) => void;
  /** The stream is over, and not because of `cancel`. */
  ended: () => void;
}

/** One Watch stream from its opening to its end. */
export class WatchCall {
  readonly #events: WatchCallEvents;
  readonly #call: ClientReadableStream<Rating>;
  readonly #opened = performance.now();
  readonly #silence: NodeJS.Timeout;
  #version = 'none';
  #left: number;
  #over = false;

  /** Opens the stream over `client`, with the headers and the time limit of the stream's definition. */
  constructor(loaded: LoadedGrpc, client: Client, definition: StreamDefinition, events: WatchCallEvents) {
    const { grpc, watch } = loaded;
    this.#events = events;
    this.#left = definition.messages;
    this.#call = client.makeServerStreamRequest(
      watch.path,
      watch.requestSerialize,
      watch.responseDeserialize,
      { id: '7' },
      metadataOf(new grpc.Metadata(), definition.headers),
    );
    this.#silence = setTimeout(() => this.#finish('timeout', true), definition.timeoutMs);
    this.#call.on('data', (rating: Rating) => this.#message(rating));
    // The status tells the same; without a listener here an error would end the process.
    this.#call.on('error', () => {});
    this.#call.on('status', ({ code }: StatusObject) =>
      this.#finish(grpc.status[code] ?? String(code), code !== grpc.status.OK),
    );
  }

  /** Ends the stream from our side; nothing more is told. */
  cancel(): void {
    this.#over = true;
    clearTimeout(this.#silence);
    this.#call.cancel();
  }

  #message({ version }: Rating): void {
    if (this.#over) return;
    // Users wait for the first message; the others come when the server has one.
    const first = this.#version === 'none' ? { milliseconds: performance.now() - this.#opened } : {};
    this.#version = version === '' ? 'unnamed' : version;
    this.#silence.refresh();
    this.#events.got({ status: 'message', version: this.#version, servedBy: 'none', failed: false, ...first });
    this.#left -= 1;
    if (this.#left !== 0) return;
    this.cancel();
    this.#events.ended();
  }

  #finish(status: string, failed: boolean): void {
    if (this.#over) return;
    this.cancel();
    this.#events.got({ status, version: this.#version, servedBy: 'none', failed });
    this.#events.ended();
  }
}

function metadataOf(metadata: Metadata, headers: Readonly<Record<string, string>>): Metadata {
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  return metadata;
}

import type { ServerWritableStream } from '@grpc/grpc-js';
import type { Rating, WatchRequest } from './load-grpc.js';

const intervalMs = 200;
const cancelled = 1;
const ok = 0;

/** One running Watch call: a message each 200 ms. */
export class WatchStream {
  readonly #call: ServerWritableStream<WatchRequest, Rating>;
  readonly #content: Omit<Rating, 'sequence'>;
  #timer: NodeJS.Timeout | undefined;
  #ended: ((code: number) => void) | undefined;

  /** `content` is what each message says besides its sequence number. */
  constructor(call: ServerWritableStream<WatchRequest, Rating>, content: Omit<Rating, 'sequence'>) {
    this.#call = call;
    this.#content = content;
  }

  /**
   * Starts after `delayMs`. With `failure`, a gRPC status code, it fails instead of sending. `ended` is called once,
   * with the gRPC status code the call ended with.
   */
  run(delayMs: number, failure: number | undefined, ended: (code: number) => void): void {
    this.#ended = ended;
    this.#call.on('cancelled', () => this.#finish(cancelled));
    this.#timer = setTimeout(() => {
      if (failure === undefined) return this.#send(1);
      this.#call.emit('error', { code: failure, details: 'failing on purpose (ERROR_RATE)' });
      this.#finish(failure);
    }, delayMs);
  }

  /** Ends the stream in good order (status OK). */
  end(): void {
    this.#call.end();
    this.#finish(ok);
  }

  #send(sequence: number): void {
    this.#call.write({ ...this.#content, sequence });
    this.#timer = setTimeout(() => this.#send(sequence + 1), intervalMs);
  }

  #finish(code: number): void {
    clearTimeout(this.#timer);
    const ended = this.#ended;
    this.#ended = undefined;
    ended?.(code);
  }
}

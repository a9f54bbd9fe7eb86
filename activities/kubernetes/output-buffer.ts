import { Writable } from 'node:stream';

const limit = 4 * 1024 * 1024;

/** Keeps what is written to it, at most 4 MiB of it. */
export class OutputBuffer extends Writable {
  readonly #chunks: Buffer[] = [];
  #length = 0;

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    const kept = chunk.subarray(0, limit - this.#length);
    this.#chunks.push(kept);
    this.#length += kept.length;
    done();
  }

  /** All of it as text. */
  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}

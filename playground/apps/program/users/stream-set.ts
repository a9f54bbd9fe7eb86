import { GrpcStream } from './grpc-stream.js';
import { HttpStream } from './http-stream.js';
import type { RunningStream } from './running-stream.js';
import type { StreamDefinition } from './stream-definition.js';
import type { Tally } from './tally.js';

interface Entry {
  definition: StreamDefinition;
  running: RunningStream;
}

/** The streams under way, by name. */
export class StreamSet {
  readonly #tally: Tally;
  readonly #entries = new Map<string, Entry>();

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  get definitions(): StreamDefinition[] {
    return [...this.#entries.values()].map(({ definition }) => definition);
  }

  get(name: string): StreamDefinition | undefined {
    return this.#entries.get(name)?.definition;
  }

  /** Starts a stream, or changes the one of that name. When only the rate changes, its connections stay open. */
  put(definition: StreamDefinition): void {
    const entry = this.#entries.get(definition.name);
    if (entry !== undefined && sameButRate(entry.definition, definition)) {
      entry.definition = definition;
      entry.running.setRate(definition.ratePerSecond);
      return;
    }
    void entry?.running.stop();
    this.#tally.of(definition.name);
    this.#entries.set(definition.name, { definition, running: start(definition, this.#tally) });
  }

  /** Stops a stream; resolves when what it had under way is counted. False when there is none of that name. */
  async remove(name: string): Promise<boolean> {
    const entry = this.#entries.get(name);
    this.#entries.delete(name);
    await entry?.running.stop();
    return entry !== undefined;
  }

  /** Stops all streams; resolves when what they had under way is counted. */
  async stop(): Promise<void> {
    await Promise.all([...this.#entries.keys()].map((name) => this.remove(name)));
  }
}

function start(definition: StreamDefinition, tally: Tally): RunningStream {
  return definition.kind === 'grpc' ? new GrpcStream(definition, tally) : new HttpStream(definition, tally);
}

function sameButRate(one: StreamDefinition, other: StreamDefinition): boolean {
  return JSON.stringify({ ...one, ratePerSecond: 0 }) === JSON.stringify({ ...other, ratePerSecond: 0 });
}

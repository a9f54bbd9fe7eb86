import { readLine } from './line.js';
import { Replay } from './replay.js';

/** The releases of a recording, one after another, line by line. Each change of verdict is told as a line of JSON. */
export class Recording {
  readonly #tell: (line: string) => void;
  #replay: Replay;
  #number = 0;

  constructor(tell: (line: string) => void) {
    this.#tell = tell;
    this.#replay = new Replay('1', tell);
  }

  /** @throws Error that says which line is wrong, and what about it. */
  hear(text: string): void {
    this.#number += 1;
    if (text.trim() === '') return;
    const line = lineAt(this.#number, text);
    if (line.kind === 'release') {
      this.#replay.end();
      this.#replay = new Replay(line.release, this.#tell);
    } else this.#replay.hear(line);
  }

  /** Nothing more comes. */
  end(): void {
    this.#replay.end();
  }
}

function lineAt(number: number, text: string): ReturnType<typeof readLine> {
  try {
    return readLine(text);
  } catch (cause) {
    throw new Error(`Line ${number}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

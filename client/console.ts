import { isatty } from 'node:tty';
import { Refused } from './errors.js';
import { type Answer } from './answer.js';
import { codeOfError } from './exit-code.js';
import { paint, type Paint } from './paint.js';
import { plain } from '../domain/plain.js';
import { lineScreen, liveScreen, type Screen } from './screen.js';

/** Where a command's words go: people's on a terminal with colours, programs' as one JSON object. */
export class Console {
  readonly #json: boolean;
  readonly #isLive = isatty(1) && process.stdout.columns > 0; // 0: a terminal that nobody looks at
  readonly #isColoured = this.#isLive && process.env['NO_COLOR'] === undefined && process.env['TERM'] !== 'dumb';

  constructor(json: boolean) {
    this.#json = json;
  }

  get paint(): Paint {
    return paint(!this.#json && this.#isColoured);
  }

  /** What is shown while the end is waited for; with JSON, on standard error. */
  async screen(): Promise<Screen> {
    if (this.#json) return lineScreen((line) => process.stderr.write(`${line}\n`));
    return this.#isLive
      ? liveScreen(process.stdout, this.#isColoured)
      : lineScreen((line) => process.stdout.write(`${line}\n`));
  }

  /** The answer; a person who waits for it longer than two seconds is told what for. */
  async patiently<Result>(answer: Promise<Result>): Promise<Result> {
    const tell = () => process.stderr.write('waiting for a worker to answer ...\n');
    const timer = isatty(2) ? setTimeout(tell, 2000) : undefined;
    return answer.finally(() => clearTimeout(timer));
  }

  /** Prints what a verb ended with. */
  answer({ code, object, text }: Answer): void {
    if (this.#json) process.stdout.write(`${JSON.stringify(object)}\n`);
    else if (text !== '') process.stdout.write(`${text}\n`);
    process.exitCode = code;
  }

  /** Prints what went wrong, and what to do, on standard error; as JSON, on standard output. */
  fail(error: unknown): void {
    const { kind, message, problems, notes = [] } = wordsOf(error);
    if (this.#json) {
      const known = { ...(problems.length > 0 ? { problems } : {}), ...(notes.length > 0 ? { notes } : {}) };
      process.stdout.write(`${JSON.stringify({ error: { kind, message, ...known } })}\n`);
    } else {
      const lines = [...problems, ...notes.map((note) => `note: ${note}`)];
      process.stderr.write([`sluice: ${plain(message)}`, ...lines.map((each) => `  ${plain(each)}`), ''].join('\n'));
    }
    process.exitCode = codeOfError(error);
  }
}

function wordsOf(error: unknown): { kind: string; message: string; problems: string[]; notes?: string[] } {
  if (error instanceof Refused) return error;
  if (!(error instanceof Error)) return { kind: 'fault', message: String(error), problems: [] };
  const kind = 'kind' in error && typeof error.kind === 'string' ? error.kind : 'fault';
  const problems = error.cause instanceof Error ? [`because: ${error.cause.message}`] : [];
  return { kind, message: error.message, problems };
}

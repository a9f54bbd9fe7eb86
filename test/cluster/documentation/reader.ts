import { execa } from 'execa';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { ReleaseHandle, Sluice } from '../../../client/sluice.js';
import { presentEnvironment } from '../../../playground/present-ports.js';
import { temporalProgram } from '../../../playground/temporal/program.js';
import { clientProgram } from '../../built.js';
import { eventually } from '../playground/playground-command.js';
import type { Stage } from '../release/stage.js';

/** Where a reader follows the pages: what stands there for something of his own is this. */
interface Place {
  /** Takes the place of the namespace bookinfo. */
  stage: Stage;
  sluice: Sluice;
  /** The name of the cluster in the ids of this reader's releases. */
  cluster: string;
  /** Takes the place of the worker's usual port. */
  port: number;
}

/** What a command ended with. */
interface Ended {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

/** A command that was begun and runs on. */
interface Begun {
  kill(signal: 'SIGTERM' | 'SIGKILL'): unknown;
  ended: Promise<number | undefined>;
}

/** What holds for the commands after it: a function of the shell, and what is exported. */
const definition = /^\w+\(\) \{/;
const exporting = /^export /;
/** Commands that end when something else does. */
const lasting = /^(node start.mjs worker|sluice watch)/;
/** Orders that make sense only when the release has come so far: a person tries again. */
const early = /^sluice (approve|skip|promote) /;

/** Follows the pages' commands as a person does, one after another, in one shell. */
export class Reader {
  readonly #place: Place;
  readonly #folder: string;
  readonly #env: Record<string, string>;
  readonly #definitions: string[] = [];
  readonly #lasting = new Map<string, Begun>();

  private constructor(place: Place, folder: string, env: Record<string, string>) {
    this.#place = place;
    this.#folder = folder;
    this.#env = env;
  }

  static async at(place: Place): Promise<Reader> {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-reader-'));
    await cp('examples', join(folder, 'examples'), { recursive: true });
    for (const file of (await readdir('examples')).filter((name) => name.endsWith('.yaml'))) {
      const path = join(folder, 'examples', file);
      await writeFile(path, (await readFile(path, 'utf8')).replaceAll('bookinfo', place.stage.namespace));
    }
    const path = `${dirname(await temporalProgram())}:${process.env['PATH'] ?? ''}`;
    const own = { SLUICE_CLUSTER: place.cluster, SLUICE_HTTP_PORT: String(place.port), NODE_OPTIONS: '', PATH: path };
    return new Reader(place, folder, own);
  }

  /** Runs a command. One that lasts is begun, and its end asked for by `end`. */
  async run(command: string): Promise<Ended> {
    const text = await this.#here(command);
    if (definition.test(command)) this.#definitions.push(text);
    if (exporting.test(command)) return this.#export(text);
    if (lasting.test(command)) return this.#begin(command, text);
    let ended = await this.#shell(text);
    if (early.test(command) && ended.exitCode === 2)
      ended = await eventually(async () => {
        const again = await this.#shell(text);
        return again.exitCode === 2 ? undefined : again;
      }, 900).then((again) => again ?? ended);
    return ended;
  }

  /** Runs a program of a page. */
  async program(text: string): Promise<Ended> {
    const file = join(this.#folder, 'program.mts');
    await writeFile(file, (await this.#here(text)).replace("'./client/", `'${resolve('client')}/`));
    return this.#shell(`node --import tsx ${file}`);
  }

  /** Waits for the end of a command that lasts; the worker must be told to. */
  async end(command: string, signal?: 'SIGTERM'): Promise<number | undefined> {
    const running = this.#lasting.get(command);
    if (signal) running?.kill(signal);
    return running?.ended;
  }

  /** The release that the pages speak of. */
  release(): Promise<ReleaseHandle> {
    return this.#place.sluice.handleFor(`${this.#place.stage.namespace}/reviews`);
  }

  async leave(): Promise<void> {
    for (const running of this.#lasting.values()) running.kill('SIGKILL');
    await rm(this.#folder, { recursive: true });
  }

  async #here(text: string): Promise<string> {
    const { stage, port } = this.#place;
    const own = text
      .replaceAll('node start.mjs client/main.ts', ['node', ...clientProgram].join(' '))
      .replaceAll(/\bexamples\//g, `${this.#folder}/examples/`)
      .replaceAll('--output ', `--output ${this.#folder}/`)
      .replaceAll('bookinfo', stage.namespace)
      .replaceAll('127.0.0.1:9464', `127.0.0.1:${port}`)
      .replaceAll('http://127.0.0.1:9090', presentEnvironment().SLUICE_PROMETHEUS_URL);
    const id = /release\/default\/[^/]+\/reviews\/\d+/g;
    return id.test(own) ? own.replaceAll(id, (await this.release()).id) : own;
  }

  async #shell(text: string): Promise<Ended> {
    const script = [...this.#definitions, text].join('\n');
    const { exitCode, stdout, stderr } = await execa('bash', ['-c', script], {
      ...{ reject: false, stdin: 'ignore', timeout: 1_200_000, env: this.#env },
    });
    return { exitCode, stdout, stderr };
  }

  /** Once, as in a person's shell: what is exported may itself be asked of a command. */
  async #export(text: string): Promise<Ended> {
    const ended = await this.#shell(`${text} && env -0`);
    const exported = ended.stdout.split('\0').filter((line) => line.includes('='));
    for (const line of exported) this.#env[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
    return { ...ended, stdout: '' };
  }

  /** The worker takes the shell's place, so that it hears the signals itself. */
  async #begin(command: string, text: string): Promise<Ended> {
    const isProgram = text.startsWith('node ');
    const script = [...this.#definitions, isProgram ? `exec ${text}` : text].join('\n');
    const running = execa('bash', ['-c', script], { reject: false, stdin: 'ignore', env: this.#env });
    const ended = running.then(({ exitCode }) => exitCode);
    this.#lasting.set(command, { kill: (signal) => running.kill(signal), ended });
    if (!isProgram) return { exitCode: 0, stdout: '', stderr: '' };
    const isReady = await eventually(() => this.#isReady(), 900);
    return isReady ? { exitCode: 0, stdout: '', stderr: '' } : { exitCode: 1, stdout: '', stderr: 'it is not ready' };
  }

  #isReady(): Promise<boolean> {
    return fetch(`http://127.0.0.1:${this.#place.port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}

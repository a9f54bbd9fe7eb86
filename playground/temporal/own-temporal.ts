import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporalProgram } from './program.js';
import { Problem } from '../problem.js';
import { accepts, serverFlags } from './server.js';

const startSeconds = 30;

/** A Temporal server beside the playground's and like it, with a history of its own; it can be ended and started again. */
export class OwnTemporal {
  readonly address: string;
  readonly #command: [string, ...string[]];
  #child: ChildProcess | undefined;

  private constructor(address: string, command: [string, ...string[]]) {
    this.address = address;
    this.#command = command;
  }

  /** Starts it at a port that nobody has. */
  static async start(): Promise<OwnTemporal> {
    const port = await freePort();
    const database = join(await mkdtemp(join(tmpdir(), 'sluice-temporal-')), 'temporal.db');
    const flags = ['--headless', ...serverFlags(port, database)];
    const temporal = new OwnTemporal(`127.0.0.1:${port}`, [
      ...([await temporalProgram(), 'server', 'start-dev'] as const),
      ...flags,
    ]);
    await temporal.startAgain();
    return temporal;
  }

  /** Starts it with all that it knew, and waits until it answers. */
  async startAgain(): Promise<void> {
    const [program, ...args] = this.#command;
    this.#child = spawn(program, args, { stdio: 'ignore' });
    const deadline = Date.now() + startSeconds * 1000;
    while (!(await accepts(this.address))) {
      if (Date.now() > deadline) throw new Problem(`Temporal did not start at ${this.address}`, 'Try once more');
      await sleep(200);
    }
  }

  /** Ends it as a power cut does. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}

/** A port that nobody has. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

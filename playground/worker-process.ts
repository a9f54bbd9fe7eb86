import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { logDir } from './paths.js';
import { presentEnvironment } from './present-ports.js';

const startSeconds = 600;

/** From the sources, unless the environment names a built one, which starts in a tenth of the work. */
function program(): string[] {
  const built = process.env['SLUICE_BUILT_WORKER'];
  return built === undefined ? ['--import', 'tsx', 'worker/main.ts'] : [built];
}

/** A Sluice worker in a process of its own, as production runs it, on the playground's Temporal, cluster and Prometheus. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<number | null>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#exited = new Promise((resolve) => child.once('exit', resolve));
  }

  /** Starts one, with its health at `port` of loopback, and waits until it takes work. @throws when it does not; names its log. */
  static async start(port: number, env: Record<string, string> = {}): Promise<WorkerProcess> {
    const log = join(logDir, `worker-${port}.log`);
    const child = spawn(process.execPath, program(), {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        ...presentEnvironment(),
        SLUICE_HTTP_HOST: '127.0.0.1',
        SLUICE_HTTP_PORT: String(port),
        ...env,
      },
    });
    const file = createWriteStream(log);
    child.stdout.pipe(file, { end: false });
    child.stderr.pipe(file, { end: false }); // two write to it
    const worker = new WorkerProcess(child);
    const deadline = Date.now() + startSeconds * 1000;
    while (!(await isReady(port))) {
      const isLost = child.exitCode !== null || Date.now() > deadline;
      if (isLost) await worker.kill();
      if (isLost) throw new Error(`the worker does not get ready; its log: ${log}`);
      await sleep(200);
    }
    return worker;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Ends it as a cluster does, and waits until it is gone. */
  async stop(): Promise<number | null> {
    this.signal('SIGTERM');
    return this.#exited;
  }

  /** Ends it as a power cut does. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.#exited;
  }
}

async function isReady(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

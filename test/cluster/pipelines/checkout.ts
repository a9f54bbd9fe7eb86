import { execa } from 'execa';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clientProgram } from '../../built.js';

/** How a command of a pipeline ended. */
export interface Ended {
  exitCode: number | undefined;
  /** What it printed, both streams. */
  said: string;
}

/** How long a job may take, in milliseconds. */
const jobMs = 1_200_000;

/** A command of a pipeline that runs. */
export interface Running {
  ended: Promise<Ended>;
  /** Ends it as a runner does: the shell and all that it began. */
  end(signal: 'SIGINT' | 'SIGTERM', whom: 'all' | 'shell'): void;
}

/** A folder as a pipeline's job has it: the files of the repository, and `sluice` on the PATH. */
export class Checkout {
  readonly folder: string;
  /** The process groups of what was begun. */
  readonly #groups = new Set<number>();
  readonly #env: Record<string, string>;

  private constructor(folder: string, env: Record<string, string>) {
    this.folder = folder;
    this.#env = env;
  }

  /** `cluster` is the name of the cluster in the releases' ids, as the installation of `sluice` has it. */
  static async make(files: Record<string, string>, cluster: string): Promise<Checkout> {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-pipeline-'));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const bin = join(folder, '.installed');
    await mkdir(bin);
    const words = [process.execPath, ...clientProgram].map((word) => `'${word}'`);
    const command = `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`;
    await writeFile(join(bin, 'sluice'), command);
    await chmod(join(bin, 'sluice'), 0o755);
    const { PATH: path = '', HOME: home = '', TEMPORAL_NAMESPACE: namespace = 'default' } = process.env;
    const env = { PATH: `${bin}:${path}`, HOME: home, TEMPORAL_NAMESPACE: namespace, SLUICE_CLUSTER: cluster };
    return new Checkout(folder, env);
  }

  /**
   * Begins a script as runners do, `sh -e`, with this environment and no more of ours than the PATH. What takes longer than a
   * job may is ended with all that it began.
   */
  begin(script: string, env: Record<string, string>): Running {
    const running = execa('sh', ['-e', '-c', script], {
      ...{ cwd: this.folder, env: { ...this.#env, ...env }, extendEnv: false },
      ...{ stdin: 'ignore', reject: false, all: true, detached: true },
    });
    const { pid = 0 } = running;
    this.#groups.add(pid);
    const limit = setTimeout(() => this.#end(pid), jobMs);
    const ended = async (): Promise<Ended> => {
      const { exitCode, all } = await running;
      clearTimeout(limit);
      this.#groups.delete(pid);
      return { exitCode, said: all };
    };
    return {
      ended: ended(),
      end: (signal, whom) => void process.kill(whom === 'all' ? -pid : pid, signal),
    };
  }

  /** What a file holds; undefined where there is none. */
  read(name: string): Promise<string | undefined> {
    return readFile(join(this.folder, name), 'utf8').catch(() => undefined);
  }

  /** Takes the folder away, and ends what still runs. */
  async remove(): Promise<void> {
    for (const pid of this.#groups) this.#end(pid);
    await rm(this.folder, { recursive: true });
  }

  #end(group: number): void {
    try {
      process.kill(-group, 'SIGKILL');
    } catch {
      // it has just ended by itself
    }
  }
}

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runDir } from './paths.js';

/** A process of ours, told from a later one with the same number by the time of its start. */
interface Identity {
  pid: number;
  startTime: string;
}

const fileOf = (name: string) => join(runDir, `${name}.pid`);

/** Notes a process that lives on after us under `name`. */
export async function remember(name: string, pid: number): Promise<void> {
  await mkdir(runDir, { recursive: true });
  writeFileSync(fileOf(name), JSON.stringify({ pid, startTime: startTimeOf(pid) ?? '' } satisfies Identity));
}

/** The number of the process noted under `name` while it runs. */
export function livePid(name: string): number | undefined {
  if (!existsSync(fileOf(name))) return undefined;
  try {
    const { pid, startTime } = JSON.parse(readFileSync(fileOf(name), 'utf8')) as Identity;
    return startTimeOf(pid) === startTime ? pid : undefined;
  } catch {
    return undefined; // half written by one that was killed: not ours to end
  }
}

/** Ends the process noted under `name`, politely first, and waits until it is gone (10 s, then SIGKILL). */
export async function end(name: string, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  const pid = livePid(name);
  if (pid !== undefined) {
    signalTo(pid, signal);
    for (let tries = 0; tries < 100 && livePid(name) !== undefined; tries += 1) await sleep(100);
    if (livePid(name) !== undefined) signalTo(pid, 'SIGKILL');
    while (livePid(name) !== undefined) await sleep(20);
  }
  rmSync(fileOf(name), { force: true });
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it ended in the meantime
  }
}

/** Field 22 of /proc/PID/stat, and undefined for a process that is gone or only waits to be reaped. */
function startTimeOf(pid: number): string | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

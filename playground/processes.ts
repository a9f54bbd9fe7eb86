import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { missing } from './command.js';
import { logDir, runDir } from './paths.js';
import { Problem } from './problem.js';

/** A process, told from a later one with the same number by the time of its start. */
interface Identity {
  pid: number;
  startTime: string;
  state: string;
}

const fileOf = (name: string) => join(runDir, `${name}.pid`);

/** A process notes itself before it becomes the program: whoever waits for it may be killed at any moment. */
const noteAndBecome =
  'note=$1; shift; command -v "$1" >/dev/null || exit 127; ' +
  'read -r stat <"/proc/$$/stat" && printf "%s\\n" "$stat" >"$note" && exec "$@"';

/**
 * Starts a process that lives on after us, noted under `name` before it can do anything, its output in that name's log.
 * `channel` gives it one for messages, as fork does. @throws Problem when the program is missing, or cannot be noted.
 */
export async function launch(
  name: string,
  [program, ...args]: [string, ...string[]],
  { channel = false }: { channel?: boolean } = {},
): Promise<ChildProcess> {
  mkdirSync(logDir, { recursive: true });
  rmSync(fileOf(name), { force: true });
  const logFile = join(logDir, `${name}.log`);
  const log = openSync(logFile, 'a');
  const child = spawn('sh', ['-c', noteAndBecome, 'sh', fileOf(name), program, ...args], {
    detached: true,
    stdio: ['ignore', log, log, ...(channel ? (['ipc'] as const) : [])],
  });
  closeSync(log);
  child.unref();
  await once(child, 'spawn');
  while (noted(name)?.pid !== child.pid) {
    if (child.exitCode === 127) throw missing(program);
    if (hasEnded(child)) throw new Problem(`${name} could not be noted in ${fileOf(name)}`, `Read ${logFile}`);
    await sleep(5);
  }
  return child;
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

/** The number of the process noted under `name` while it runs. */
export function livePid(name: string): number | undefined {
  const note = noted(name);
  if (note === undefined) return undefined;
  const now = read(`/proc/${note.pid}/stat`);
  // A zombie only waits to be reaped.
  return now?.startTime === note.startTime && now.state !== 'Z' ? note.pid : undefined;
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

/** The process that a line of /proc/PID/stat is of, as notes hold it. One without its end is half written: of nobody. */
export function identityIn(stat: string): Identity | undefined {
  const [, pid, rest = ''] = /^(\d+) \(.*\) (.+)\n$/s.exec(stat) ?? [];
  const fields = rest.split(' ');
  const [state, startTime] = [fields[0], fields[19]]; // fields 3 and 22: the program's name may hold anything
  return pid === undefined || state === undefined || startTime === undefined
    ? undefined
    : { pid: Number(pid), startTime, state };
}

const noted = (name: string) => read(fileOf(name));

function read(file: string): Identity | undefined {
  try {
    return identityIn(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // no such file, or no such process
  }
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runDir } from './paths.js';
import { nodeDir } from './node/settings.js';

/** What the command lines of our daemons have, by which they are known without a note (node/start.ts, temporal/server.ts). */
const marks = [
  ['unshare', join(nodeDir, 'init.json')],
  [join(nodeDir, 'relay.cjs')],
  ['start-dev', join(runDir, 'temporal.db')],
];

/** Ends the daemons of this home's cluster, whether or not there is a note of them, and waits until they are gone. */
export async function endLeftRunning(): Promise<void> {
  for (let found = leftRunning(); found.length > 0; found = leftRunning()) {
    for (const pid of found) kill(pid);
    await sleep(50);
  }
}

function leftRunning(): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => isOurs(commandLineOf(pid)));
}

/** Whether this is the command line of one of our daemons. */
export function isOurs(commandLine: string[]): boolean {
  return marks.some((mark) => mark.every((part) => commandLine.includes(part)));
}

function commandLineOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return []; // it has ended
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended
  }
}

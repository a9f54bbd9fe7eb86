import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { logDir, runDir } from '../paths.js';
import type { Ports } from '../ports.js';
import { Problem } from '../problem.js';
import { end, launch, livePid } from '../processes.js';

/** What Sluice's releases can be searched by. */
const searchAttributes = ['SluiceNamespace', 'SluiceService', 'SluiceVersion', 'SluicePhase', 'SluiceOutcome'];

/** Temporal's dynamic configuration as Sluice would have it (docs/worker.md says why), `name=value`, the value as JSON. */
export const dynamicSettings = [
  // An activity that the worker itself can take at once is handed over with the workflow task's answer.
  'system.enableActivityEagerExecution=true',
  // What a dead worker had is taken from it when its time is over, not up to a second later.
  'history.timerProcessorMaxTimeShift="100ms"',
];

/** Starts Temporal's development server, its history in a file, so that a killed server forgets nothing. */
export async function startTemporal(program: string, ports: Ports): Promise<void> {
  await end('temporal');
  await launch('temporal', [program, 'server', 'start-dev', ...flags(ports)]);
  for (let tries = 0; !(await temporalAnswers(ports)); tries += 1) {
    if (tries === 150 || livePid('temporal') === undefined) {
      throw new Problem('Temporal did not start', `Read ${join(logDir, 'temporal.log')}`);
    }
    await sleep(200);
  }
}

/** Whether both the server and its UI accept connections. */
export async function temporalAnswers(ports: Ports): Promise<boolean> {
  return (
    livePid('temporal') !== undefined &&
    (await accepts(`127.0.0.1:${ports.temporal}`)) &&
    (await accepts(`127.0.0.1:${ports['temporal-ui']}`))
  );
}

/** Where people and programs find it. */
export const temporalAddress = (ports: Ports): string =>
  `127.0.0.1:${ports.temporal}, UI http://127.0.0.1:${ports['temporal-ui']}`;

export const stopTemporal = (): Promise<void> => end('temporal');

function flags(ports: Ports): string[] {
  const database = join(runDir, 'temporal.db');
  return ['--ui-port', String(ports['temporal-ui']), '--log-level', 'warn', ...serverFlags(ports.temporal, database)];
}

/** How Sluice wants a development server: at this port of loopback, its history in this file. */
export function serverFlags(port: number, database: string): string[] {
  return [
    ...['--ip', '127.0.0.1', '--port', String(port), '--db-filename', database],
    // Without them each step of a release waits for the disk, many times; what a killed server has written stays all the same.
    ...['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal'],
    ...dynamicSettings.flatMap((setting) => ['--dynamic-config-value', setting]),
    ...searchAttributes.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
  ];
}

/** Whether something accepts connections at HOST:PORT. */
export function accepts(address: string): Promise<boolean> {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(address) ?? [];
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port), timeout: 1000 });
    socket
      .once('connect', () => resolve(true))
      .once('error', () => resolve(false))
      .once('timeout', () => resolve(false));
    socket.once('connect', () => socket.destroy()).once('timeout', () => socket.destroy());
  });
}

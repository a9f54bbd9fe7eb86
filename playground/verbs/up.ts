import { Command } from 'commander';
import { withLock } from '../lock.js';
import { checkMachine } from '../machine.js';
import { partsOf } from '../parts.js';
import { checkPortsFree, parsePorts, type PortName, type Ports } from '../ports.js';
import { keepPorts, presentPorts } from '../present-ports.js';
import { livePid } from '../processes.js';
import { recordsFile } from '../records.js';
import { bringUpWithProgress } from '../show-progress.js';
import { printStatus } from './status.js';

const temporalPorts: PortName[] = ['temporal', 'temporal-ui'];

interface Options {
  port: string[];
  context?: string;
  json?: true;
}

export const up = new Command('up')
  .description('bring everything up; safe to repeat and to interrupt')
  .option(
    '--port <name=number>',
    'another port on 127.0.0.1 (repeatable)',
    (value, all: string[]) => [...all, value],
    [],
  )
  .option('--context <name>', 'use this context of your kubeconfig instead of a cluster of our own')
  .option('--json', 'print the state of every part as JSON')
  .action(async ({ port, context, json }: Options) => {
    const ports = parsePorts(port, presentPorts());
    if (context === undefined) await checkMachine();
    await withLock('up', () => bringEverythingUp(ports, context));
    await printStatus({ parts: partsOf(ports, context), context, json });
  });

async function bringEverythingUp(ports: Ports, context?: string): Promise<void> {
  await checkPortsFree(wantedPorts(ports, context));
  await keepPorts(ports);
  await bringUpWithProgress(partsOf(ports, context), recordsFile(context));
}

/** The ports that none of our own processes has yet. */
function wantedPorts(ports: Ports, context?: string): Partial<Ports> {
  const present = presentPorts();
  const holder = (name: PortName) => (temporalPorts.includes(name) ? ['temporal'] : ['relay', `forward-${name}`]);
  const ours = (name: PortName) =>
    ports[name] === present[name] && holder(name).some((process) => livePid(process) !== undefined);
  const elsewhere: PortName[] =
    context === undefined ? [] : ['api', ...(process.env['TEMPORAL_ADDRESS'] ? temporalPorts : [])];
  const names = (Object.keys(ports) as PortName[]).filter((name) => !elsewhere.includes(name) && !ours(name));
  return Object.fromEntries(names.map((name) => [name, ports[name]]));
}

import { Command } from 'commander';
import type { Part } from '../part.js';
import { kubeconfigFile } from '../paths.js';
import { partsOf } from '../parts.js';
import { presentPorts } from '../present-ports.js';
import { readRecords, recordsFile } from '../records.js';

interface PartStatus {
  name: string;
  state: 'up' | 'down';
  address: string | null;
  /** How long it took to bring up, the last time. */
  seconds: number | null;
}

export const status = new Command('status')
  .description('what is up, and where')
  .option('--context <name>', 'the playground in this context of your kubeconfig')
  .option('--json', 'print one JSON object')
  .action(async ({ context, json }: { context?: string; json?: true }) => {
    await printStatus({ parts: partsOf(presentPorts(), context), context, json });
  });

/** Prints every part's state, address and seconds, and how to go on from there. */
export async function printStatus({
  parts,
  context,
  json,
}: {
  parts: Part[];
  context?: string | undefined;
  json?: true | undefined;
}): Promise<void> {
  const records = readRecords(recordsFile(context));
  const states = await Promise.all(
    parts.map(async (part): Promise<PartStatus> => {
      const { name } = part;
      const record = records[name];
      if (record === undefined || !(await part.isUp())) return { name, state: 'down', address: null, seconds: null };
      return { name, state: 'up', address: record.address ?? null, seconds: record.seconds };
    }),
  );
  if (json)
    console.log(
      JSON.stringify({ parts: states, ...(context === undefined ? { kubeconfig: kubeconfigFile } : { context }) }),
    );
  else console.log(table(states, context));
}

function table(states: PartStatus[], context?: string): string {
  const lines = states.map(({ name, state, address, seconds }) =>
    `${name.padEnd(12)} ${state.padEnd(5)} ${seconds === null ? '' : `${seconds.toFixed(1)} s`.padStart(8)}  ${address ?? ''}`.trimEnd(),
  );
  if (states.some(({ state }) => state === 'down'))
    return [...lines, '', 'Bring it up: npm run playground up'].join('\n');
  const use =
    context === undefined
      ? `export KUBECONFIG=$(npm run -s playground kubeconfig), or: npm run -s playground kubectl -- get pods -A`
      : `kubectl --context ${context}`;
  return [...lines, '', `kubectl: ${use}`].join('\n');
}

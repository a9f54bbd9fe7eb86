import type { Command } from 'commander';
import type { Answer } from '../answer.js';
import type { Console } from '../console.js';
import type { Outcome } from '../../domain/release-state.js';
import { codeOf, type ExitCode } from '../exit-code.js';
import { follow } from '../follow.js';
import { outcomeText } from '../render.js';
import { parseServiceName, showServiceName } from '../service-name.js';
import { connected, type Everywhere, everywhere, exampleText, run } from '../verb.js';

interface Options extends Everywhere {
  by?: string;
  reason?: string;
  wait?: true;
}

/** `sluice rollback`: takes back the last release, which has ended, by force or released, or bakes. */
export function addRollback(program: Command): void {
  everywhere(program.command('rollback'))
    .description(
      'take back a release that was ended by force, that bakes, or that is over while its former stable is there',
    )
    .argument('<service>', '[NAMESPACE/]SERVICE')
    .option('--reason <text>', 'why, for the records')
    .option('--by <name>', 'who orders it (else from CI or the system)')
    .option('--wait', 'show the rollback until it ends; 0 when everything is taken back')
    .addHelpText(
      'after',
      `${exampleText(['sluice rollback bookinfo/reviews --wait'])}\n\nA release that is not promoted yet is taken back by sluice abort.`,
    )
    .action((service: string, options: Options) => run(options, (console) => rollback(service, options, console)));
}

async function rollback(service: string, options: Options, console: Console): Promise<Answer> {
  const name = showServiceName(parseServiceName(service, process.env['SLUICE_NAMESPACE'] ?? 'default'));
  return connected(options, async (sluice) => {
    const { by, reason } = options;
    const order = { ...(by === undefined ? {} : { by }), ...(reason === undefined ? {} : { reason }) };
    const handle = await console.patiently(sluice.rollback(name, order));
    const begun = { release: handle.id };
    if (!options.wait) return { code: 0, object: begun, text: `${handle.id} takes back what was left of ${name}` };
    const { outcome } = await follow(handle, await console.screen());
    return { code: codeOfRollback(outcome), object: { ...begun, outcome }, text: outcomeText(outcome) };
  });
}

/** A release that bakes ends aborted; one that had nothing to go back to ends as it was, which was not asked for. */
function codeOfRollback(outcome: Outcome): ExitCode {
  if (outcome.kind === 'released') return 1;
  return outcome.kind === 'refused' ? codeOf(outcome) : 0;
}

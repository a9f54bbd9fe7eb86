import type { Command } from 'commander';
import type { CommandName } from '../../domain/command.js';
import type { Outcome } from '../../domain/release-state.js';
import type { Answer } from '../answer.js';
import { byWhom } from '../by-whom.js';
import type { Console } from '../console.js';
import { codeOf } from '../exit-code.js';
import { follow } from '../follow.js';
import { plain } from '../../domain/plain.js';
import type { Order, ReleaseHandle } from '../release-handle.js';
import { outcomeText } from '../render.js';
import { connected, type Everywhere, everywhere, exampleText, find, run, targetOf, whyOverride } from '../verb.js';

export interface OrderOptions extends Everywhere {
  by?: string;
  reason?: string;
  gate?: string;
  override?: true;
  wait?: true;
}

/** A verb that orders something of a running release. */
export interface OrderVerb {
  name: CommandName;
  description: string;
  /** What a person types. */
  examples: string[];
  /** Whether it may let the weight rise in spite of a freeze. */
  mayOverride?: true;
  /** The end that it wants, where it wants one: then it can wait for it. */
  wanted?: Outcome['kind'];
  give: (handle: ReleaseHandle, order: Order) => ReturnType<ReleaseHandle['abort']>;
}

/** Adds the verb, with who orders it and why; `--wait` where there is an end to wait for. */
export function addOrder(program: Command, verb: OrderVerb): Command {
  const command = everywhere(program.command(verb.name))
    .description(verb.description)
    .argument('<service>', '[NAMESPACE/]SERVICE, or the id of a release')
    .option('--by <name>', 'who orders it (else from CI or the system)')
    .addHelpText('after', exampleText(verb.examples))
    .action((service: string, options: OrderOptions) =>
      run(options, (console) => order(service, { verb, options, console })),
    );
  if (verb.mayOverride) command.option('--override', 'let the weight rise in spite of a freeze; wants --reason');
  if (verb.wanted !== undefined)
    command.option('--wait', `show the release until it ends; 0 when it ends ${verb.wanted}, else as release does`);
  return command;
}

/** Gives the order, and waits for the end when that is asked for. */
export async function order(
  service: string,
  { verb, options, console }: { verb: OrderVerb; options: OrderOptions; console: Console },
): Promise<Answer> {
  const target = targetOf(service);
  const { by, reason = '', gate, override } = options;
  whyOverride(options);
  return connected(options, async (sluice) => {
    const handle = await find(sluice, target);
    const given = {
      by: byWhom(by),
      reason,
      ...(gate === undefined ? {} : { gate }),
      ...(override ? { override } : {}),
    };
    const receipt = await console.patiently(verb.give(handle, given));
    const object = { release: handle.id, ...receipt };
    if (!options.wait) return { code: 0, object, text: `${handle.id}: ${plain(receipt.what)}` };
    const { outcome } = await follow(handle, await console.screen());
    return { code: codeOf(outcome, verb.wanted), object: { ...object, outcome }, text: outcomeText(outcome) };
  });
}

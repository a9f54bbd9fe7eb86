import type { Command } from 'commander';
import type { Answer } from '../answer.js';
import type { Console } from '../console.js';
import { codeOf } from '../exit-code.js';
import { follow } from '../follow.js';
import { outcomeText } from '../render.js';
import { connected, type Everywhere, everywhere, exampleText, find, run, targetOf } from '../verb.js';

/** `sluice watch`: the release before one's eyes, up to its end. */
export function addWatch(program: Command): void {
  everywhere(program.command('watch'))
    .description('show a release until it ends, and end as it ends: 0 released, 2 refused, 3 rolled back, 4 aborted')
    .argument('<service>', '[NAMESPACE/]SERVICE, or the id of a release')
    .addHelpText('after', exampleText(['sluice watch bookinfo/reviews']))
    .action((service: string, options: Everywhere) => run(options, (console) => watch(service, options, console)));
}

async function watch(service: string, options: Everywhere, console: Console): Promise<Answer> {
  const target = targetOf(service);
  return connected(options, async (sluice) => {
    const handle = await find(sluice, target);
    const { outcome } = await follow(handle, await console.screen());
    return { code: codeOf(outcome), object: { release: handle.id, outcome }, text: outcomeText(outcome) };
  });
}

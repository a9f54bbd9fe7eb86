import type { Command } from 'commander';
import { phaseOf } from '../../domain/release-state.js';
import type { Answer } from '../answer.js';
import type { Console } from '../console.js';
import { render } from '../render.js';
import { behind, connected, type Everywhere, everywhere, exampleText, find, run, targetOf } from '../verb.js';

/** `sluice status`: what a release does now. */
export function addStatus(program: Command): void {
  everywhere(program.command('status'))
    .description('what the release of a service does now, or how its last one ended')
    .argument('<service>', '[NAMESPACE/]SERVICE, or the id of a release')
    .addHelpText('after', exampleText(['sluice status bookinfo/reviews']))
    .action((service: string, options: Everywhere) => run(options, (console) => status(service, options, console)));
}

async function status(service: string, options: Everywhere, console: Console): Promise<Answer> {
  const target = targetOf(service);
  return connected(options, async (sluice) => {
    const handle = await find(sluice, target);
    const state = await handle.state();
    const { object, text } = behind(handle);
    const shown = render(state, { now: Date.now(), paint: console.paint });
    return { code: 0, object: { phase: phaseOf(state), ...state, ...object }, text: `${shown}${text}` };
  });
}

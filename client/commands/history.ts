import type { Command } from 'commander';
import type { Answer } from '../answer.js';
import type { Console } from '../console.js';
import { renderHistory } from '../render-history.js';
import { storyObject } from '../story-object.js';
import { behind, connected, type Everywhere, everywhere, exampleText, find, run, targetOf } from '../verb.js';

const examples = ['sluice history bookinfo/reviews', 'sluice history release/default/bookinfo/reviews/7 --json'];

/** `sluice history`: every decision of a release. */
export function addHistory(program: Command): void {
  everywhere(program.command('history'))
    .description('every decision and order of a release: when, who, why, and the numbers; needs no worker')
    .argument('<service>', '[NAMESPACE/]SERVICE, or the id of a release')
    .addHelpText('after', exampleText(examples))
    .action((service: string, options: Everywhere) => run(options, (console) => history(service, options, console)));
}

async function history(service: string, options: Everywhere, console: Console): Promise<Answer> {
  const target = targetOf(service);
  return connected(options, async (sluice) => {
    const handle = await find(sluice, target);
    const story = await handle.story();
    const { object, text } = behind(handle);
    const shown = renderHistory(story, console.paint);
    return { code: 0, object: { ...storyObject(story), ...object }, text: `${shown}${text}` };
  });
}

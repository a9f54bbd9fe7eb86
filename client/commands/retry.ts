import type { Command } from 'commander';
import type { Answer } from '../answer.js';
import type { Console } from '../console.js';
import { codeOf } from '../exit-code.js';
import { follow } from '../follow.js';
import { outcomeText } from '../render.js';
import { parseServiceName, showServiceName } from '../service-name.js';
import { addStarting, begunText, type Starting, startOptions } from '../start-options.js';
import { connected, type Everywhere, everywhere, exampleText, run, whyOverride } from '../verb.js';

interface Options extends Everywhere, Starting {
  fromFailedStep?: true;
}

/** `sluice retry`: the last release of a service once more. */
export function addRetry(program: Command): void {
  addStarting(
    everywhere(program.command('retry'))
      .description('try the last release of a service again that was rolled back, aborted or refused')
      .argument('<service>', '[NAMESPACE/]SERVICE')
      .option(
        '--from-failed-step',
        'leave out the weights below the last that had passed; all before the steps is done',
      ),
  )
    .addHelpText('after', exampleText(['sluice retry bookinfo/reviews --from-failed-step --wait']))
    .action((service: string, options: Options) => run(options, (console) => retry(service, options, console)));
}

async function retry(service: string, options: Options, console: Console): Promise<Answer> {
  const name = showServiceName(parseServiceName(service, process.env['SLUICE_NAMESPACE'] ?? 'default'));
  whyOverride(options);
  return connected(options, async (sluice) => {
    const fromFailedStep = options.fromFailedStep === true;
    const handle = await console.patiently(sluice.retry(name, { ...startOptions(options), fromFailedStep }));
    const { object, text } = begunText(handle);
    const begun = { release: handle.id, ...object };
    if (!options.wait) return { code: 0, object: begun, text: `${handle.id} ${text}: ${name}` };
    const { outcome } = await follow(handle, await console.screen());
    return { code: codeOf(outcome), object: { ...begun, outcome }, text: outcomeText(outcome) };
  });
}

import type { Command } from 'commander';
import type { Answer } from '../answer.js';
import type { Console } from '../console.js';
import { codeOf } from '../exit-code.js';
import { follow } from '../follow.js';
import { outcomeText } from '../render.js';
import { addStarting, begunText, type Starting, startOptions } from '../start-options.js';
import { connected, type Everywhere, everywhere, exampleText, run, whyOverride } from '../verb.js';

interface Options extends Everywhere, Starting {
  file: string;
}

const examples = [
  'sluice release -f reviews.yaml --wait',
  'sluice release -f reviews.yaml --if-busy queue --json',
  "sluice release -f reviews.yaml --override --reason 'the fix cannot wait for Monday'",
];

/** `sluice release`: begins one. */
export function addRelease(program: Command): void {
  addStarting(
    everywhere(program.command('release'))
      .description('release a version as a spec says; its mistakes are told all at once, before anything is touched')
      .requiredOption('-f, --file <file>', 'the spec, YAML or JSON'),
  )
    .addHelpText('after', exampleText(examples))
    .action((options: Options) => run(options, (console) => release(options, console)));
}

async function release(options: Options, console: Console): Promise<Answer> {
  whyOverride(options);
  const { readSpec } = await import('../spec-file.js');
  const read = await readSpec({ file: options.file });
  return connected(options, async (sluice) => {
    const handle = await console.patiently(sluice.start(read, startOptions(options)));
    const { namespace, service, canary } = read.spec;
    const { object, text } = begunText(handle);
    const begun = { release: handle.id, ...object, namespace, service, version: canary.version };
    const name = `${namespace}/${service}`;
    const hint = `  sluice watch ${name}\n  sluice abort ${name} --reason '...'`;
    if (!options.wait)
      return { code: 0, object: begun, text: `${handle.id} ${text}: ${name} ${canary.version}\n${hint}` };
    const { outcome } = await follow(handle, await console.screen());
    return { code: codeOf(outcome), object: { ...begun, outcome }, text: outcomeText(outcome) };
  });
}

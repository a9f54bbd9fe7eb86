import { type Command, Option } from 'commander';
import type { Answer } from '../answer.js';
import { exampleText, run } from '../verb.js';

const examples = ['sluice schema > release.schema.json', 'sluice schema --of status'];

/** `sluice schema`: the JSON Schema of a spec, or of what a verb prints with `--json`. */
export function addSchema(program: Command): void {
  const verbs = program.commands.map((command) => command.name());
  program
    .command('schema')
    .description('print the JSON Schema of a spec, by which editors complete and check it')
    .addOption(new Option('--of <verb>', 'of what this verb prints with --json, instead').choices(verbs))
    .option('--json', 'changes nothing: a schema is JSON')
    .addHelpText('after', exampleText(examples))
    .action((options: { of?: string; json?: true }) => run(options, () => schema(options.of)));
}

async function schema(verb: string | undefined): Promise<Answer> {
  const object = verb === undefined ? await ofSpec() : await ofAnswer(verb);
  return { code: 0, object, text: JSON.stringify(object, undefined, 2) };
}

async function ofSpec(): Promise<object> {
  const { releaseJsonSchema } = await import('../../spec/json-schema.js');
  return releaseJsonSchema();
}

async function ofAnswer(verb: string): Promise<object> {
  const { answerJsonSchema } = await import('../answer-schema.js');
  return answerJsonSchema(verb);
}

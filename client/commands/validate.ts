import type { Command } from 'commander';
import type { Answer } from '../answer.js';
import { plain } from '../../domain/plain.js';
import { previewed } from '../previewed.js';
import { connected, exampleText, run } from '../verb.js';

interface Options {
  file: string;
  json?: true;
  cluster?: string | true;
}

/** `sluice validate`: what is wrong with a spec, without beginning anything. */
export function addValidate(program: Command): void {
  program
    .command('validate')
    .description('check a spec and tell all its problems at once, each with its line; asks nobody but for --cluster')
    .requiredOption('-f, --file <file>', 'the spec, YAML or JSON')
    .option('--cluster [name]', 'have a worker make the preflight in the cluster, too; it changes nothing')
    .option('--json', 'print one JSON object and nothing else')
    .addHelpText('after', exampleText(['sluice validate -f reviews.yaml', 'sluice validate -f reviews.yaml --cluster']))
    .action((options: Options) => run(options, () => validate(options)));
}

async function validate({ file, cluster }: Options): Promise<Answer> {
  const { readSpec } = await import('../spec-file.js');
  const read = await readSpec({ file });
  const { namespace, service, canary } = read.spec;
  const object = { valid: true, namespace, service, version: canary.version };
  const what = `${namespace}/${service} ${canary.version}`;
  if (cluster === undefined) return { code: 0, object, text: `${plain(file)} is a spec of ${what}` };
  const { plan } = await connected(cluster === true ? {} : { cluster }, (sluice) => previewed(sluice, read));
  const text = [`${plain(file)} can be released: ${what}`, ...plan.notes.map((note) => `note  ${plain(note)}`)];
  return { code: 0, object: { ...object, notes: plan.notes }, text: text.join('\n') };
}

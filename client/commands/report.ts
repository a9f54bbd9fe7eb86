import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import type { Answer } from '../answer.js';
import { Refused } from '../errors.js';
import { type Facts, factsOf } from '../report/facts.js';
import { type Format, formats } from '../report/formats.js';
import { markdownReport } from '../report/markdown.js';
import { htmlReport } from '../report/page.js';
import { plain } from '../../domain/plain.js';
import { behind, connected, type Everywhere, everywhere, exampleText, find, run, targetOf } from '../verb.js';

interface Options extends Everywhere {
  format: Format;
  output?: string;
}

const written: Record<Format, (facts: Facts) => string> = { html: htmlReport, markdown: markdownReport };

const examples = [
  'sluice report bookinfo/reviews --output reviews.html',
  'sluice report release/default/bookinfo/reviews/7 --format markdown >> "$GITHUB_STEP_SUMMARY"',
];

/** `sluice report`: a release on one page. */
export function addReport(program: Command): void {
  everywhere(program.command('report'))
    .description(
      'a release on one page that needs nothing else: weights and checks over time, decisions, orders, outcome',
    )
    .argument('<service>', '[NAMESPACE/]SERVICE, or the id of a release')
    .addOption(new Option('--format <format>', 'how it is written').choices(formats).default('html'))
    .option('-o, --output <file>', 'the file that it is written to (else standard output)')
    .addHelpText('after', exampleText(examples))
    .action((service: string, options: Options) => run(options, () => report(service, options)));
}

async function report(service: string, options: Options): Promise<Answer> {
  const target = targetOf(service);
  const { format, output } = options;
  return connected(options, async (sluice) => {
    const handle = await find(sluice, target);
    const document = written[format](factsOf(await handle.story(), Date.now()));
    const { object: waiting, text } = behind(handle);
    const object = { release: handle.id, format, ...waiting };
    if (output === undefined) return { code: 0, object: { ...object, document }, text: document.trimEnd() };
    await write(output, document);
    return { code: 0, object: { ...object, file: output }, text: `${handle.id} is told in ${plain(output)}${text}` };
  });
}

async function write(file: string, document: string): Promise<void> {
  try {
    await writeFile(file, document);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Refused('invalid-argument', `The report cannot be written: ${why}`, { cause });
  }
}

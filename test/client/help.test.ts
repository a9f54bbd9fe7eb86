import { expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { createProgram } from '../../client/program.js';

const program = createProgram();
const verbs = program.commands.map((command) => command.name());

/** What `--help` prints, 100 columns wide. */
function helpOf(command: typeof program): string {
  let text = '';
  command.configureOutput({ writeOut: (more) => (text += more), getOutHelpWidth: () => 100 });
  command.outputHelp();
  return text;
}

test('every file of commands is a verb', () => {
  const files = readdirSync('client/commands').map((file) => file.replace('.ts', ''));
  expect(verbs.toSorted()).toEqual(files.filter((name) => name !== 'order').toSorted());
});

test('sluice --help', () => {
  expect(helpOf(program)).toMatchSnapshot();
});

test.each(verbs)('sluice %s --help, with an example', (verb) => {
  const command = program.commands.find((each) => each.name() === verb);
  const help = command ? helpOf(command) : '';
  expect(help).toMatch(new RegExp(`\nExamples?:\n(  .*\n)*  .*sluice ${verb}\\b`));
  expect(help).toMatchSnapshot();
});

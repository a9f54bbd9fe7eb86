import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { actorVariables } from '../../client/by-whom.js';
import { codeOf } from '../../client/exit-code.js';
import { commandNames } from '../../domain/command.js';
import { searchAttributes } from '../../domain/message.js';
import { type Outcome, phases } from '../../domain/release-state.js';
import { names, table } from './pages.js';

test('the verbs of docs/command-line.md are those of the command', () => {
  const files = readdirSync('client/commands').map((file) => file.replace('.ts', ''));
  const told = table('docs/command-line.md', 'verb').flatMap(([verb]) => names(verb));
  expect(told.toSorted()).toEqual(files.filter((name) => name !== 'order').toSorted());
});

test('the variables by which pipelines say who acts are all that are read', () => {
  const told = table('docs/command-line.md', 'pipeline').flatMap(([, variable]) => names(variable));
  expect(told).toEqual(actorVariables);
});

test('the orders of docs/approve.md are all there are', () => {
  const told = table('docs/approve.md', 'order').flatMap(([order]) => names(order));
  expect(told.toSorted()).toEqual([...commandNames].toSorted());
});

test('the phases are those of a release, in their order', () => {
  expect(table('docs/release.md', 'phase').flatMap(([phase]) => names(phase))).toEqual([...phases]);
});

test('the outcomes and their exit codes are those of the command', () => {
  const outcomes: Outcome[] = [
    { kind: 'released' },
    { kind: 'refused', problems: [] },
    { kind: 'rolled-back', why: '' },
    { kind: 'aborted', by: '', reason: '' },
  ];
  const told = table('docs/release.md', 'outcome').map(([outcome, , code]) => [names(outcome)[0], Number(code)]);
  expect(told).toEqual(outcomes.map((outcome) => [outcome.kind, codeOf(outcome)]));
});

test('the search attributes are named', () => {
  const text = readFileSync('docs/release.md', 'utf8');
  expect(searchAttributes.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});

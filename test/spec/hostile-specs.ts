import { readdirSync, readFileSync } from 'node:fs';
import { randomFrom } from './random-from.js';

type Change = (text: string, random: (below: number) => number) => string;

/** What is put where no one expects it. */
const foreign = [
  ...[
    '[',
    '{',
    '}',
    ']',
    '"',
    "'",
    '&a ',
    '*a ',
    '!secret ',
    '!!binary ',
    '<<: *a',
    '%YAML 1.1\n',
    '---\n',
    '...\n',
    '\t',
    '|',
    '>',
    '? ',
    ': ',
  ],
  ...[
    '\u001b[2J',
    '\u009b31m',
    '\u202e',
    '\u200b',
    '\u2028',
    '\u0000',
    '\ufeff',
    '\r',
    '\ud800',
    '"\\u001b": 1',
    '"\\u202e\\n": 1',
  ],
  ...[
    '__proto__: 1',
    'constructor: { prototype: 1 }',
    '1e999',
    '.inf',
    '.nan',
    '0x10',
    '010',
    '2001-01-01',
    'null',
    '~',
    '- - - -',
    '[[[[[[',
  ],
  ...[
    '['.repeat(3000),
    '- '.repeat(3000),
    '{ a: '.repeat(3000),
    'x'.repeat(5000),
    `${'k'.repeat(5000)}: 1`,
    `"${'\\u202e'.repeat(300)}": 1`,
  ],
];

const changes: Change[] = [
  (text, random) => insertedAt(text, random(text.length + 1), foreign[random(foreign.length)] ?? ''),
  (text, random) => cutAt(text, random(text.length), 1 + random(40)),
  (text, random) => changedLine(text, random, () => ''),
  (text, random) => changedLine(text, random, (line) => `${line}\n${line}`),
  (text, random) => changedLine(text, random, (line) => `${' '.repeat(random(4))}${line}`),
  (text, random) => changedLine(text, random, (line) => line.replace(/^ +/, '\t')),
  (text, random) => changedLine(text, random, (line) => line.replace(/\w(?=\w*:)/, (sign) => `${sign}\u200b`)),
  (text, random) => changedLine(text, random, (line) => line.replace(/: .*/, `: ${foreign[random(foreign.length)]}`)),
  (text, random) => changedLine(text, random, (line) => line.replace(/(\S+):/, `${foreign[random(foreign.length)]}:`)),
  (text) => text.replaceAll('\n', '\r\n'),
  (text, random) => text.slice(0, random(text.length)),
];

/** Specs that somebody might send who means harm, or whose hand slipped: examples with up to four changes, always the same. */
export function hostileSpecs(count: number): string[] {
  const examples = readdirSync('examples')
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
    .map((name) => readFileSync(`examples/${name}`, 'utf8'));
  const random = randomFrom(2026);
  return Array.from({ length: count }, (_, index) => {
    let text = examples[index % examples.length] ?? '';
    for (let left = 1 + random(4); left > 0; left -= 1) text = changes[random(changes.length)]?.(text, random) ?? text;
    return text;
  });
}

function insertedAt(text: string, offset: number, more: string): string {
  return `${text.slice(0, offset)}${more}${text.slice(offset)}`;
}

function cutAt(text: string, offset: number, length: number): string {
  return `${text.slice(0, offset)}${text.slice(offset + length)}`;
}

function changedLine(text: string, random: (below: number) => number, change: (line: string) => string): string {
  const lines = text.split('\n');
  const chosen = random(lines.length);
  return lines.map((line, index) => (index === chosen ? change(line) : line)).join('\n');
}

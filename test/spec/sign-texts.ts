import { randomFrom } from './random-from.js';

const signs = [
  ...[
    '[',
    ']',
    '{',
    '}',
    ',',
    ':',
    ': ',
    '? ',
    '- ',
    '-',
    '|',
    '>',
    '|+2',
    '&a',
    '*a',
    '!',
    '!!str ',
    '!<',
    '%',
    '%YAML 1.1',
  ],
  ...[
    '"',
    "'",
    '\\',
    '#',
    ' #',
    '\n',
    '\n  ',
    '\n    ',
    '\r\n',
    '\r',
    '\t',
    ' ',
    '---',
    '...',
    '\n---\n',
    '\n...\n',
    '<<: ',
  ],
  ...[
    'a',
    'a: ',
    'spec:',
    '1',
    'null',
    '~',
    '@',
    '`',
    '\u0000',
    '\u001b',
    '\ufeff',
    '\u202e',
    '\u2028',
    '\ud800',
    '\u0085',
  ],
  ...[
    '\u0002',
    '\u0018',
    '\u001f',
    '__proto__: ',
    'constructor: ',
    '.inf',
    '0x10',
    '010',
    '1e999',
    '2001-01-01',
    '\\x',
    '\\u12',
  ],
];

/** Short texts made of the signs that YAML has a meaning for, some of them many times; the same ones for the same seed. */
export function* signTexts(count: number, seed: number): Generator<string, void> {
  const random = randomFrom(seed);
  const pick = () => signs[random(signs.length)] ?? '';
  for (let made = 0; made < count; made += 1) {
    const some = Array.from({ length: 1 + random(12) }, pick);
    const repeated =
      random(4) === 0
        ? some
            .slice(0, 3)
            .join('')
            .repeat(1 + random(400))
        : '';
    yield `${random(3) === 0 ? 'spec:\n  ' : ''}${repeated}${some.join('')}`;
  }
}

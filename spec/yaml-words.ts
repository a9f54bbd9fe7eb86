import type { CST, YAMLParseError } from 'yaml';
import type { Complain } from './yaml-tokens.js';

const unfit = 'this does not fit here: look at the indentation, and at the quotes and brackets before it';

/** The parser's sentences that people meet, and what is said instead. */
const sentences: [RegExp, string][] = [
  [/^Implicit keys/, 'a key and its colon must stand on one line'],
  [/^Implicit map keys/, 'expected a colon and a value: KEY: VALUE'],
  [/^All mapping items/, 'this key is not indented like the others beside it'],
  [/^All sequence items/, 'this item is not indented like the others of its list'],
  [/^Nested mappings/, 'a second colon on the line: put the value in quotes, or begin on a line of its own'],
  [/^A block sequence/, 'a list stands where a key was expected: look at the indentation'],
  [/^Sequence item/, 'expected an item of the list, which begins with "- "'],
  [/end with a \]$/, 'a [ is not closed: expected a ]'],
  [/end with a \}$/, 'a { is not closed: expected a }'],
  [/^Missing , /, 'expected a comma before this'],
  [/^Missing space after :/, 'expected a blank after the colon'],
  [/^Unexpected (, in|empty item)/, 'a comma too many'],
  [/^Comments must/, 'expected a blank before the # of a comment; a text with # in it needs quotes'],
  [/^Block collection cannot start/, 'begin on the line after ---'],
  [/^Block scalar header/, 'nothing but a digit, + or - may follow | or >; the text begins on the next line'],
  [/^Block scalar/, 'the lines after | or > must be indented, each at least like the first'],
];

const byCode: Partial<Record<YAMLParseError['code'], string>> = {
  BAD_DQ_ESCAPE: 'there is no such escape: write \\\\ for a backslash, or use single quotes',
  BAD_SCALAR_START: 'a text that begins with this sign needs quotes',
  BLOCK_IN_FLOW: 'within brackets, lists and objects need brackets, too',
  KEY_OVER_1024_CHARS: 'a key of more than 1024 characters; a text with a colon in it needs quotes',
  NON_STRING_KEY: 'a list or an object where a key was expected: is a comma missing, or quotes around {{ }}?',
  TAB_AS_INDENT: 'a tab is no indentation: use blanks',
};

function yamlWords({ code, message }: YAMLParseError): string {
  return byCode[code] ?? sentences.find(([begin]) => begin.test(message))?.[1] ?? unfit;
}

/**
 * Tells what the YAML parser has found, in words of ours: they say what to do, and repeat nothing of the text. What merely
 * does not fit is told when it comes first: else it most often follows from what came before. `first`: the earliest
 * offset of what is told already.
 */
export function tellErrors(errors: readonly YAMLParseError[], first: number, complain: Complain): void {
  const told = errors.map((error) => ({ offset: error.pos[0], words: yamlWords(error) }));
  let earliest = first;
  for (const { offset, words } of told.toSorted(
    (a, b) => a.offset - b.offset || Number(a.words === unfit) - Number(b.words === unfit),
  )) {
    if (words === unfit && earliest <= offset) continue;
    complain(offset, words, true);
    earliest = Math.min(earliest, offset);
  }
}

/** What is said of a mark that is not plain data; undefined: it is none. */
export function markWords(type: CST.TokenType | null | undefined): string | undefined {
  if (type === 'alias') return 'an alias (*) stands for what is written elsewhere: write it out here';
  if (type === 'anchor') return 'an anchor (&) is for aliases, which are not read here: leave it out';
  if (type === 'tag') return 'a tag (!) is not read here: leave it out; a text that begins with ! needs quotes';
  return type === 'directive-line' ? 'a directive (%) is not read here: leave it out' : undefined;
}

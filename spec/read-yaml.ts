import { Composer, type Document, type ScalarTag, type Tags } from 'yaml';
import { checkKeys } from './yaml-keys.js';
import { checkNumbers } from './yaml-numbers.js';
import { type Allowed, type Complain, tokensOf } from './yaml-tokens.js';
import { tellErrors } from './yaml-words.js';

/** The longest text that is read, in characters. */
export const longestYaml = 1_000_000;

/** What is wrong at an offset of a text. */
export interface YamlProblem {
  offset: number;
  message: string;
}

/** A text as YAML has it. */
export interface YamlText {
  /** As far as they could be read; without comments, unless these are `allowed`. */
  documents: Document[];
  /** In no order; none repeats a value of the text. */
  problems: YamlProblem[];
  /** Whether the data can be judged in spite of the problems. */
  isWhole: boolean;
}

/**
 * The one way in which YAML, or JSON, is read. Never throws, and takes time in proportion to the text, whatever it is: what
 * is too long or nested too deep is a problem, and so is what is not plain data, unless it is allowed. Keys are texts.
 */
export function readYaml(text: string, most: number, allowed: Allowed = {}): YamlText {
  const read: YamlText = { documents: [], problems: [], isWhole: true };
  const complain: Complain = (offset, message, isRest) => {
    read.problems.push({ offset, message });
    if (isRest) read.isWhole = false;
  };
  if (text.length > longestYaml)
    complain(longestYaml, `the text has ${text.length} characters; at most ${longestYaml} are read`, true);
  else withoutTraces(() => (read.documents = compose(text, most, allowed, complain)));
  for (const document of read.documents) {
    checkKeys(document, allowed, complain);
    if (allowed.kubectl) checkNumbers(document, complain);
  }
  return read;
}

/** At most so many documents; of one more, its place alone is told. */
function compose(text: string, most: number, allowed: Allowed, complain: Complain): Document[] {
  const composer = new Composer({
    ...{ prettyErrors: false, logLevel: 'silent', stringKeys: true },
    uniqueKeys: false, // the parser compares each with each
    merge: allowed.aliases === true,
    ...(allowed.kubectl ? { customTags: (tags: Tags) => [octal, ...tags] } : {}),
  });
  let first = Infinity;
  const tell: Complain = (offset, message, isRest) => {
    if (isRest) first = Math.min(first, offset);
    complain(offset, message, isRest);
  };
  const documents: Document[] = [];
  for (const document of composer.compose(tokensOf(text, allowed, tell))) {
    if (documents.length === most) {
      const expected = most === 1 ? 'one document; a second' : `at most ${most} documents; one more`;
      complain(document.range[0], `expected ${expected} begins here`, true);
      return documents;
    }
    documents.push(document);
    tellErrors(document.errors, first, complain);
  }
  if (documents.length === 0) tellErrors(composer.streamInfo().errors, first, complain);
  return documents;
}

/** `0400`, as files' modes are written. */
const octal: ScalarTag = {
  ...{ tag: 'tag:yaml.org,2002:int', identify: () => false, default: true, test: /^0[0-7]+$/ },
  resolve: (text) => Number.parseInt(text, 8),
};

/** The parser makes an error of each thing that it finds; where in the program costs far more than what and nobody asks. */
function withoutTraces(work: () => void): void {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

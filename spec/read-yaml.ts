import { Composer, type Document } from 'yaml';
import { checkKeys } from './yaml-keys.js';
import { type Allowed, type Complain, tokensOf } from './yaml-tokens.js';
import { yamlWords } from './yaml-words.js';

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
  for (const document of read.documents) checkKeys(document, allowed, complain);
  return read;
}

/** At most so many documents, and one more when there is one: of that, its place alone is told. */
function compose(text: string, most: number, allowed: Allowed, complain: Complain): Document[] {
  const composer = new Composer({
    ...{ prettyErrors: false, logLevel: 'silent', stringKeys: true },
    uniqueKeys: false, // the parser compares each with each
    merge: allowed.aliases === true,
  });
  const documents: Document[] = [];
  for (const document of composer.compose(tokensOf(text, allowed, complain))) {
    const second = most === 1 ? 'a second' : 'one more';
    if (documents.length === most) {
      complain(
        document.range[0],
        `expected ${most === 1 ? 'one document' : `at most ${most} documents`}; ${second} begins here`,
        true,
      );
      return documents;
    }
    documents.push(document);
    for (const error of document.errors) complain(error.pos[0], yamlWords(error), true);
  }
  if (documents.length === 0)
    for (const error of composer.streamInfo().errors) complain(error.pos[0], yamlWords(error), true);
  return documents;
}

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

import { CST, Lexer, Parser } from 'yaml';
import { markWords } from './yaml-words.js';

/** How many lists and objects may stand within each other. */
export const deepest = 100;
/** How many words, signs and blanks a text may have: more than any that can be released, and read in a second or two. */
const mostParts = 250_000;
/** For each quote that is not closed the rest of the text is looked through; after so many nothing makes sense anyway. */
const mostUnclosed = 20;

/** What a text may have besides plain data. */
export interface Allowed {
  /** Anchors, aliases and merge keys. */
  aliases?: boolean;
  /** Whether numbers are as kubectl has them: one that begins with 0 is octal, and whole ones are kept to the last digit. */
  kubectl?: boolean;
  /** Whether comments are kept, for the text to be written again. */
  comments?: boolean;
}

/** Tells what is wrong at an offset of the text; `isRest`: what comes after it, or depends on it, cannot be judged. */
export type Complain = (offset: number, message: string, isRest: boolean) => void;

/**
 * The text as the YAML parser's tokens, which are made step by step, without recursion: what does recurse never sees a
 * text that is nested too deep. Marks that are not plain data are told and left out.
 */
export function* tokensOf(text: string, allowed: Allowed, complain: Complain): Generator<CST.Token, void> {
  const parser = new Parser();
  const limits = { parts: mostParts, unclosed: mostUnclosed };
  for (const part of partsOf(text)) {
    const at = parser.offset;
    const mark =
      allowed.aliases && (part.type === 'anchor' || part.type === 'alias') ? undefined : markWords(part.type);
    if (mark !== undefined) complain(at, mark, part.type === 'alias');
    else if (isUnclosed(part)) complain(at, 'a quote is opened here and not closed', true);
    if (mark === undefined && (allowed.comments || !isLineOfComment(part))) yield* parser.next(part.source);
    else if (part.type === 'alias') yield* asText(parser, part);
    else parser.offset += part.source.length;
    limits.parts -= 1;
    if (isUnclosed(part)) limits.unclosed -= 1;
    const limit = reached(limits, parser);
    if (limit !== undefined) return complain(at, limit, true);
  }
  yield* parser.end();
}

interface Part {
  source: string;
  /** Undefined: the characters of a text without quotes, or of a block. */
  type: CST.TokenType | null | undefined;
  /** Whether it is the first thing on its line. */
  isFirst: boolean;
}

function* partsOf(text: string): Generator<Part, void> {
  let isText = false;
  let isFirst = true;
  for (const source of new Lexer().lex(text)) {
    const type: Part['type'] = isText ? undefined : CST.tokenType(source);
    yield { source, type, isFirst };
    isText = type === 'scalar';
    if (type !== 'space' && type !== 'scalar' && type !== 'doc-mode') isFirst = source.endsWith('\n');
  }
}

/** The parser looks through blank lines again for each comment after them. */
function isLineOfComment({ type, isFirst }: Part): boolean {
  return type === 'comment' && isFirst;
}

/** Whether the text ends within the quotes, or goes on outside of its block. */
function isUnclosed({ source, type }: Part): boolean {
  if (type === 'single-quoted-scalar') return runBefore(source, source.length, "'") % 2 === 0;
  if (type !== 'double-quoted-scalar') return false;
  return source.length === 1 || !source.endsWith('"') || runBefore(source, source.length - 1, '\\') % 2 === 1;
}

/** How many of the sign stand before the end, without the quote that opens. */
function runBefore(source: string, end: number, sign: string): number {
  let count = 0;
  while (end - count > 1 && source[end - count - 1] === sign) count += 1;
  return count;
}

/** An alias that is told already stands for any text. */
function* asText(parser: Parser, { source }: Part): Generator<CST.Token, void> {
  yield* parser.next(CST.SCALAR);
  yield* parser.next(source);
}

function reached(left: { parts: number; unclosed: number }, { stack }: Parser): string | undefined {
  const isInText = stack.at(-1)?.type.includes('scalar') || stack.at(-1)?.type === 'alias';
  const depth = stack.length - (isInText ? 2 : 1); // the document is one, too
  if (depth > deepest) return `nested too deep: at most ${deepest} lists and objects may stand within each other`;
  if (left.parts < 0) return `the text is too long: at most ${mostParts} words and signs are read`;
  return left.unclosed === 0 ? 'so many quotes are not closed that the rest is not read' : undefined;
}

import type { IncomingMessage } from 'node:http';
import { AnswerError } from './answer.js';

const maxCharacters = 64 * 1024;

/** Reads a request's body as JSON. Rejects with AnswerError 413 (over 64 K characters) or 400 (not JSON). */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  request.setEncoding('utf8');
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > maxCharacters) throw new AnswerError(413, `the body is longer than ${maxCharacters} characters`);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new AnswerError(400, 'the body is not JSON');
  }
}

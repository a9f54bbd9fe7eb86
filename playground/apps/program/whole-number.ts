import { AnswerError } from './answer.js';

/** The id in a path or query as a number; throws AnswerError 400 unless it is a whole number from 0 up. */
export function wholeNumber(name: string, text: string | null | undefined): number {
  if (text !== null && text !== undefined && /^\d{1,9}$/.test(text)) return Number(text);
  throw new AnswerError(400, `${name} must be a whole number, not "${text ?? ''}"`);
}

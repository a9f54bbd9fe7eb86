import { type Document, visit } from 'yaml';
import type { Complain } from './yaml-tokens.js';

/** Tells the numbers that kubectl would send to the last digit, and that would be rounded here. */
export function checkNumbers(document: Document, complain: Complain): void {
  visit(document, {
    Scalar: (_, { value, range }) => {
      if (typeof value !== 'number' || !Number.isInteger(value) || Number.isSafeInteger(value)) return;
      complain(
        range?.[0] ?? 0,
        `a number beyond ${Number.MAX_SAFE_INTEGER}, which is not kept to its last digit: write a smaller one, or a text in quotes`,
        false,
      );
    },
  });
}

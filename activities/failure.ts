import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { failures } from '../domain/failure.js';
import { Trouble } from './trouble.js';

/** Temporal keeps no failure of more than 2 KB; a longer one it replaces by "Failure exceeds size limit.". */
const longest = 1000;

/**
 * Gives trouble the name that the retries know it by; what is permanent stands in the closed list. Its message says it all,
 * without the stack, which would not let it through to the person. Bugs stay as they are.
 */
export function failureFrom(cause: unknown): unknown {
  if (!(cause instanceof Trouble)) return cause;
  const { type, message, epoch } = cause;
  const told = message.length > longest ? `${message.slice(0, longest)} …` : message;
  const details = epoch === undefined ? [] : [{ epoch }];
  const failure = ApplicationFailure.create({ message: told, type, nonRetryable: failures[type].permanent, details });
  failure.stack = '';
  return failure;
}

/** Whether the activity was told to end: that is no trouble. */
export function isCancellation(cause: unknown, signal: AbortSignal): boolean {
  return signal.aborted || cause instanceof CancelledFailure;
}

import { defaultFailureConverter } from '@temporalio/common';
import { ApplicationFailure, TemporalFailure } from '@temporalio/workflow';
import { type ActFailure, epochIn, failures, type FailureType } from '../domain/failure.js';
import { payloadConverter } from './payload-converter.js';

/** The trouble behind an activity's failure, by its name. What has none, a fault of ours or silence, is tried again. */
export function failureOf(failure: unknown): ActFailure {
  const chain = causes(failure);
  const named = chain.find((cause) => cause instanceof ApplicationFailure && isKnown(cause.type));
  if (named instanceof ApplicationFailure && isKnown(named.type))
    return { type: named.type, message: named.message, ...epochIn(named.details?.[0]) };
  return { type: 'Unavailable', message: chain.map(({ message }) => message).join(': ') };
}

/** What is at the bottom of a failure, in words. */
export function reasonOf(failure: unknown): string {
  return causes(failure).at(-1)?.message ?? String(failure);
}

function causes(failure: unknown): Error[] {
  return failure instanceof Error ? [failure, ...causes(causeOf(failure))] : [];
}

/** The SDK leaves out what a timeout's cause was, which is what the tries before met; the server's own telling has it. */
function causeOf(failure: Error): unknown {
  if (failure.cause !== undefined || !(failure instanceof TemporalFailure)) return failure.cause;
  const told = failure.failure?.cause;
  return told ? defaultFailureConverter.failureToError(told, payloadConverter) : undefined;
}

function isKnown(type: string | null | undefined): type is FailureType {
  return typeof type === 'string' && type in failures;
}

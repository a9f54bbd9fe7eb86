import { type ActFailure, epochIn, failures, type FailureType } from '../../domain/failure.js';
import { firstValue } from './payload.js';
import type { RunEvent } from './runs.js';

type Failure = NonNullable<NonNullable<RunEvent['activityTaskFailedEventAttributes']>['failure']>;

/** The trouble behind the failure of an activity, named as the workflow names it. */
export function troubleOf(what: string, failure: Failure | null | undefined): ActFailure {
  const chain = causes(failure);
  for (const { message, applicationFailureInfo } of chain) {
    const type = applicationFailureInfo?.type;
    if (isKnown(type)) return { type, message: message ?? '', ...epochIn(firstValue(applicationFailureInfo?.details)) };
  }
  return { type: 'Unavailable', message: [what, ...chain.map(({ message }) => message ?? '')].join(': ') };
}

function causes(failure: Failure | null | undefined): Failure[] {
  return failure ? [failure, ...causes(failure.cause)] : [];
}

function isKnown(type: string | null | undefined): type is FailureType {
  return typeof type === 'string' && type in failures;
}

import { defaultPayloadConverter } from '@temporalio/client';
import type { RunEvent } from './runs.js';

type Payloads = NonNullable<NonNullable<RunEvent['workflowExecutionStartedEventAttributes']>['input']>;

/** The first value of what Temporal keeps; undefined when there is none, or it cannot be read, as it is for the workflow. */
export function firstValue(payloads: Payloads | null | undefined): unknown {
  const [payload] = payloads?.payloads ?? [];
  if (!payload) return undefined;
  try {
    return defaultPayloadConverter.fromPayload<unknown>(payload);
  } catch {
    return undefined;
  }
}

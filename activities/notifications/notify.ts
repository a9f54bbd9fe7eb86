import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Notice } from '../../domain/notice.js';
import type { Receivers } from '../../spec/receivers.js';
import { deliver } from './deliver.js';
import { Undelivered } from './undelivered.js';

/** What the activity is given: a notice, and whom it is for. */
export interface NotifyInput {
  notice: Notice;
  /** The receiver's name. */
  to: string;
}

export type Notify = (input: NotifyInput) => Promise<void>;

/** The activity that tells one receiver of one notice; Temporal repeats it until it is told. */
export function notify({ byName, ui }: Receivers): Notify {
  return async ({ notice, to }) => {
    const receiver = Object.hasOwn(byName, to) ? byName[to] : undefined;
    if (!receiver) throw failure(to, new Undelivered('this worker does not know it'));
    const link = ui === undefined ? undefined : `${ui}/workflows/${encodeURIComponent(notice.release)}`;
    await deliver({ notice, receiver, link }, Context.current().cancellationSignal).catch((cause: unknown) => {
      throw cause instanceof Undelivered ? failure(to, cause) : cause;
    });
  };
}

function failure(to: string, { message, isFinal, afterMs }: Undelivered): ApplicationFailure {
  return ApplicationFailure.create({
    message: `${to} could not be told: ${message}`,
    type: 'Undelivered',
    nonRetryable: isFinal,
    ...(afterMs === undefined ? {} : { nextRetryDelay: afterMs }),
  });
}

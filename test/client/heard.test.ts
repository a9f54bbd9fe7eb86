import { expect, test } from '@jest/globals';
import { ApplicationFailure, ServiceError, WorkflowUpdateFailedError } from '@temporalio/client';
import { heard } from '../../client/heard.js';

/** An error as Temporal's client has it. */
const answer = (code: number, details: string) =>
  new ServiceError('Workflow Update failed', {
    cause: Object.assign(new Error(details), { code, details, metadata: {} }),
  });
const unheard = answer(9, 'Unable to perform workflow execution update due to unexpected workflow task failure.');
const failing = answer(9, 'Unable to perform workflow execution update due to Workflow Task in failed state.');

/** What a worker, or Temporal for it, says of an update. */
const failed = (type: string) =>
  new WorkflowUpdateFailedError('Workflow Update failed', ApplicationFailure.nonRetryable('No.', type));
const unprocessed = failed('UnprocessedUpdate');

/** An update that fails so, one after another, and then is answered; how often it was sent. */
function updateThat(...failures: Error[]) {
  const seen = { sent: 0 };
  const update = () => {
    const failure = failures[seen.sent];
    seen.sent += 1;
    return failure ? Promise.reject(failure) : Promise.resolve('obeyed');
  };
  return { seen, update };
}

test('an update whose task failed, or did not process it, is sent again, until it is answered', async () => {
  const { seen, update } = updateThat(unheard, failing, unprocessed, unheard);
  expect(await heard(update)).toBe('obeyed');
  expect(seen.sent).toBe(5);
});

test.each([
  ['the fifth time its task fails', Array.from({ length: 9 }, () => failing), 5],
  ['at once when it was refused', [failed('Refused')], 1],
  ['at once when nobody answers', [answer(4, 'deadline exceeded')], 1],
  ['at once for any other state', [answer(9, 'no poller')], 1],
])('it is given up %s, with the reason', async (_, failures, times) => {
  const { seen, update } = updateThat(...failures);
  await expect(heard(update)).rejects.toBe(failures[0]);
  expect(seen.sent).toBe(times);
});

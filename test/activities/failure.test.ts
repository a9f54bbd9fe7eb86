import { expect, test } from '@jest/globals';
import { ApplicationFailure, defaultFailureConverter, defaultPayloadConverter } from '@temporalio/common';
import { failureFrom } from '../../activities/failure.js';
import { Trouble } from '../../activities/trouble.js';

/** What Temporal keeps of a failure that is retried: `mutableStateActivityFailureSizeLimitWarn`. */
const kept = 2048;

test('trouble goes by its name and its message, however long, and fits into what Temporal keeps', () => {
  const trouble = new Trouble('Unavailable', `the webhook ${'x'.repeat(5000)}`, { cause: new Error('y'.repeat(5000)) });
  const failure = failureFrom(trouble);
  expect(failure).toBeInstanceOf(ApplicationFailure);
  expect(failure).toMatchObject({ type: 'Unavailable', message: expect.stringMatching(/^the webhook x+ …$/) });
  const encoded = defaultFailureConverter.errorToFailure(failure, defaultPayloadConverter);
  expect(Buffer.byteLength(JSON.stringify(encoded))).toBeLessThan(kept);
});

test('the epoch by which a route was taken goes along', () => {
  const taken = new Trouble('Superseded', 'late', { epoch: 7 });
  const encoded = defaultFailureConverter.errorToFailure(failureFrom(taken), defaultPayloadConverter);
  expect(defaultFailureConverter.failureToError(encoded, defaultPayloadConverter)).toMatchObject({
    details: [{ epoch: 7 }],
  });
});

test('what is permanent is not retried; a bug stays a bug', () => {
  expect(failureFrom(new Trouble('Superseded', 'late'))).toMatchObject({ nonRetryable: true });
  const bug = new TypeError('undefined is not a function');
  expect(failureFrom(bug)).toBe(bug);
});

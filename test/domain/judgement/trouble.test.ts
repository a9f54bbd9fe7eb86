import { expect, test } from '@jest/globals';
import { isInTrouble, noTrouble, type Trouble, troubleAfter } from '../../../domain/judgement/trouble.js';

/** So many seconds of so many requests a second, of which the share fails. */
function after(before: Trouble, { seconds, rate, failing }: { seconds: number; rate: number; failing: number }) {
  let trouble = before;
  for (let second = 0; second < seconds; second += 1)
    trouble = troubleAfter(trouble, { requests: rate, failed: rate * failing }, 1);
  return trouble;
}

const long = after(noTrouble, { seconds: 1800, rate: 20, failing: 0.001 });
const young = after(noTrouble, { seconds: 5, rate: 20, failing: 0 });

test.each([
  ['after half an hour', long],
  ['where five seconds are known', young],
])('an outage is noticed within five seconds, and stays one however long it lasts: %s', (_what, before) => {
  let trouble = after(before, { seconds: 5, rate: 20, failing: 0.4 });
  for (let minute = 0; minute < 20; minute += 1) {
    expect(isInTrouble(trouble)).toBe(true);
    trouble = after(trouble, { seconds: 60, rate: 20, failing: 0.4 });
  }
  expect(isInTrouble(after(trouble, { seconds: 90, rate: 20, failing: 0 }))).toBe(false);
});

test('what a service fails always is no trouble', () => {
  for (const failing of [0.02, 0.09]) {
    const trouble = after(noTrouble, { seconds: 600, rate: 20, failing });
    expect(isInTrouble(after(trouble, { seconds: 60, rate: 20, failing }))).toBe(false);
  }
});

test('one failure among few requests is none', () => {
  const quiet = after(noTrouble, { seconds: 600, rate: 1, failing: 0 });
  expect(isInTrouble(troubleAfter(quiet, { requests: 1, failed: 1 }, 1))).toBe(false);
});

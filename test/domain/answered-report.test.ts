import { expect, test } from '@jest/globals';
import { answeredReport } from '../../domain/answered-report.js';
import { answeredAfter, nothingAnswered } from '../../domain/judgement/answered.js';
import { usualStrictness } from '../../domain/judgement/strictness.js';

/** A hundred requests a second; how many of them find no pod. The first seconds are before the canary has users. */
function after(unanswered: number[], begins = 0) {
  const answered = unanswered.reduce(
    (seen, none, second) =>
      answeredAfter(seen, {
        ...{ at: second - begins, source: 'gateway', unanswered: none },
        ...{ canary: { requests: 10, failed: 0 }, stable: { requests: 90 - none, failed: 0 } },
      }),
    nothingAnswered,
  );
  return answeredReport(answered, usualStrictness);
}

const seconds = (count: number, none: number) => Array.from({ length: count }, () => none);

test('answered requests are a pass, and nothing is said before there was one', () => {
  expect(answeredReport(nothingAnswered, usualStrictness)).toBeUndefined();
  expect(after(seconds(20, 0), 20)).toBeUndefined();
  expect(after(seconds(20, 0))).toEqual({
    ...{ name: 'answered at all', verdict: 'pass', canary: 1, requests: 2000, wanted: 1000 },
    evidence: expect.closeTo(0.1, 0),
    reason: 'answered at all: 100 %',
  });
});

test('many that find no pod are taken back for, within seconds', () => {
  expect(after([...seconds(20, 0), ...seconds(3, 10)], 10)).toMatchObject({
    verdict: 'fail',
    reason: 'answered at all: no pod was there to answer 30 of 1300 requests (2.31 %, 0 % before)',
  });
});

test('a few more than before are waited for', () => {
  const few = after([...seconds(60, 0), 1, 0, 1, 1, 0, 1, 1], 60);
  expect(few).toMatchObject({
    verdict: 'inconclusive',
    reason: expect.stringMatching(/waiting until they are answered/),
  });
  expect(after([...seconds(60, 0), 1, 0, 1, 1, 0, 1, 1, ...seconds(60, 0)], 60)).toMatchObject({ verdict: 'pass' });
});

test('what was so before is nothing new', () => {
  expect(after(seconds(600, 2), 300)).toMatchObject({ verdict: 'pass' });
});

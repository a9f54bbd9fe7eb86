import { expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { usualStrictness } from '../../domain/judgement/strictness.js';
import { parseRelease } from '../../spec/parse.js';
import { showProblem } from '../../spec/problem.js';

function parsed(more: Record<string, unknown>) {
  const canary = { version: 'v2', image: 'reviews:v2' };
  return parseRelease(
    stringify({
      ...{ apiVersion: 'sluice/v1', kind: 'Release', metadata: { namespace: 'bookinfo', name: 'reviews' } },
      spec: { canary, traffic: { istio: { route: 'primary' } }, ...more },
    }),
  );
}

function specOf(more: Record<string, unknown>) {
  const found = parsed(more);
  if (!('spec' in found)) throw new Error(found.problems.map(showProblem).join('\n'));
  return found.spec;
}

function problemsOf(more: Record<string, unknown>): string[] {
  const found = parsed(more);
  return 'problems' in found ? found.problems.map(showProblem) : [];
}

test('nothing has to be set: the judge acts, by its usual strictness, and no limit is needed beside it', () => {
  const { judge, checks } = specOf({});
  expect(judge).toEqual({ mode: 'act', strictness: usualStrictness });
  expect(checks).toEqual([]);
});

test('where it only observes, the usual success rate decides', () => {
  const { judge, checks } = specOf({ judge: 'observe' });
  expect(judge).toEqual({ mode: 'observe', strictness: usualStrictness });
  expect(checks).toMatchObject([{ metric: 'success-rate', threshold: { operator: '>=', value: 0.995 } }]);
});

test('every setting', () => {
  const judge = {
    ...{
      'false-rollbacks': '1 in 200',
      'ignore-below': '0.2%',
      latency: { tolerate: '3x', 'ignore-faster-than': '100ms' },
    },
    raise: { 'added-failures-below': '2%', sure: '99%', requests: 50 },
  };
  expect(specOf({ judge }).judge?.strictness).toEqual({
    ...{ falseRollbacks: 200, mattering: { least: 0.002, ofStable: 0.25 } },
    slowness: { tolerated: 3, ignoredMs: 100 },
    ...{ addedFailures: 0.02, wrongRaises: expect.closeTo(100, 6), leastRequests: 50 },
  });
});

test('latency can be left out of it', () => {
  expect(specOf({ judge: { latency: 'off' } }).judge?.strictness).not.toHaveProperty('slowness');
});

test.each([
  ['what is no mode', 'watch', 'spec.judge: expected observe, or settings'],
  ['odds that are none', { 'false-rollbacks': '0.1%' }, 'spec.judge.false-rollbacks: expected odds such as 1 in 1000'],
  ['odds that are too long', { 'false-rollbacks': '1 in 7' }, 'from 1 in 100 to 1 in 100000'],
  ['a share without its unit', { 'ignore-below': '0.1' }, 'spec.judge.ignore-below: expected a share such as 0.5%'],
  ['a share of more than half', { raise: { 'added-failures-below': '60%' } }, 'expected 0.01% to 50%'],
  ['being surer than sure', { raise: { sure: '100%' } }, 'spec.judge.raise.sure: expected 50% to 99.99%'],
  ['times below one', { latency: { tolerate: '0.5x' } }, 'spec.judge.latency.tolerate: expected 1x to 100x'],
  ['an unknown key', { raise: { sure_: '95%' } }, 'unknown key sure_; did you mean sure?'],
  [
    'to ignore more than the weight may rise with',
    { 'ignore-below': '1%' },
    'spec.judge.raise.added-failures-below: expected no less than ignore-below',
  ],
])('%s is a problem', (_what, judge, problem) => {
  expect(problemsOf({ judge }).join('\n')).toContain(problem);
});

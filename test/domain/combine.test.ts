import { describe, expect, test } from '@jest/globals';
import { combine, type Seen } from '../../domain/combine.js';
import type { Opinion } from '../../domain/judgement/opinion.js';
import { harmfulOpinion } from './harmful-opinion.js';

const unknown: Opinion = { ...harmfulOpinion, verdict: 'not yet known', because: 'few requests', reason: 'too few' };
const good: Opinion = { ...harmfulOpinion, verdict: 'good enough', because: 'evidence', reason: 'good enough' };

const seen = (changes: Partial<Seen> = {}): Seen => ({
  ...{ at: 0, checks: [], unknown: [], pods: { ready: 2, needed: 1 } },
  share: { asked: 10, measured: 10, canary: 10, total: 100, reached: 'yes' },
  ...changes,
});
const failing = { name: 'rate', verdict: 'fail' as const, reason: 'rate: 80 %' };

describe('a judge that acts', () => {
  test.each([
    ['harmful takes back', harmfulOpinion, 'fail', /^harmful: v2 failed 9/],
    ['not yet known holds', unknown, 'inconclusive', /^too few$/],
    ['good enough lets go on', good, 'pass', /^good enough; 10.0 % measured/],
  ])('%s', (_what, opinion, verdict, reason) => {
    expect(combine(seen({ opinion }), 'act')).toMatchObject({
      verdict,
      reason: expect.stringMatching(reason),
      opinion,
    });
  });

  test('what fails beside it is told, too', () => {
    const both = combine(seen({ opinion: harmfulOpinion, checks: [failing] }), 'act');
    expect(both.reason).toBe(`${harmfulOpinion.reason}; rate: 80 %`);
  });

  test('good enough is no pass while another thing is wanting', () => {
    const share = { asked: 10, canary: 0, total: 0, reached: 'inconclusive' as const };
    expect(combine(seen({ opinion: good, share }), 'act').verdict).toBe('inconclusive');
  });
});

test.each([harmfulOpinion, unknown])('nothing follows from a judge that only observes: %#', (opinion) => {
  expect(combine(seen({ opinion }))).toMatchObject({ verdict: 'pass', opinion });
});

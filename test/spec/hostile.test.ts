import { expect, test } from '@jest/globals';
import { parseFreeze } from '../../spec/parse-freeze.js';
import { parseRelease } from '../../spec/parse.js';
import type { SpecProblem } from '../../spec/problem.js';
import { parseReceivers } from '../../spec/receivers.js';
import { hostileSpecs } from './hostile-specs.js';
import { signTexts } from './sign-texts.js';

/** What would steer a terminal, hide letters or break a line of a log. */
const steers = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

function expectFit(problems: readonly SpecProblem[], text: string): void {
  const lines = text.split('\n').length;
  const unfit = problems.filter(
    ({ line, column, path, message }) =>
      !(line >= 1 && line <= lines && column >= 1 && message.trim() !== '' && !steers.test(path + message)) ||
      path.length + message.length > 10_000,
  );
  expect({ text, unfit }).toEqual({ text, unfit: [] });
  expect(problems.length).toBeLessThanOrEqual(51);
}

test('more than five hundred hostile specs are each a spec or have problems with their lines, and the same ones again', () => {
  const specs = hostileSpecs(520);
  const refused = specs.filter((text) => {
    const parsed = parseRelease(text);
    expect(parseRelease(text)).toEqual(parsed);
    if ('spec' in parsed) return false;
    expect(parsed.problems.length).toBeGreaterThan(0);
    expectFit(parsed.problems, text);
    return true;
  });
  expect(refused.length).toBeGreaterThan(350); // they are hostile
  expect(new Set(specs).size).toBeGreaterThan(480); // and not the same ones
});

test('thousands of short texts of YAML signs, too, as specs, windows and receivers (test/spec/fuzz.ts reads more)', () => {
  const texts = [...signTexts(3000, 1)];
  for (const text of texts) {
    const parsed = parseRelease(text);
    if ('problems' in parsed) expectFit(parsed.problems, text);
    expect('problems' in parsed ? parsed.problems.length : 1).toBeGreaterThan(0);
  }
  for (const text of texts.slice(0, 300)) {
    expect(parseFreeze(text)).toEqual(expect.any(Object));
    expect(parseReceivers(text)).toEqual(expect.any(Object));
  }
});

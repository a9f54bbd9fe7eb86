import { expect, test } from '@jest/globals';
import { isLate } from '../../domain/late.js';

test.each([
  [{ until: 999 }, true],
  [{ until: 1000 }, false],
  [{ until: 'soon' }, false],
  [{}, false],
  [undefined, false],
  [null, false],
  ['garbage', false],
])('at 1000, %j is late: %j', (payload, late) => {
  expect(isLate(payload, 1000)).toBe(late);
});

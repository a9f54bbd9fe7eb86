import { expect, test } from '@jest/globals';
import { seconds } from '../../domain/seconds.js';

test.each([
  [0, '0 s'],
  [-5000, '0 s'],
  [119_400, '119 s'],
  [120_000, '2 min'],
  [7_200_000, '2 h 0 min'],
  [100 * 3_600_000, '4 d 4 h'],
])('%d ms is %s', (ms, text) => {
  expect(seconds(ms)).toBe(text);
});

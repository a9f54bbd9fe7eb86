import { expect, test } from '@jest/globals';
import { weightBar } from '../../client/weight-bar.js';

test.each([
  [0, ''],
  [10, '████'],
  [9.84, '███▉'],
  [0.4, '▏'],
  [100, '█'.repeat(40)],
  [140, '█'.repeat(40)],
  [-1, ''],
])('%d %% fills %s', (percent, filled) => {
  expect(weightBar(percent)).toBe(filled.padEnd(40, '░'));
});

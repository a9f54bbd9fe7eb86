import { expect, test } from '@jest/globals';
import { batchSize } from '../../../activities/probes/batch-size.js';

test.each<[string, [number, number, number], Record<string, number>, number]>([
  ['at first as many as are sent at once', [500, 5, 0], {}, 5],
  ['then as many as are over in three seconds', [500, 5, 5], { 100: 4, 300: 1 }, 50],
  ['but a hundred at most', [500, 5, 5], { 1: 5 }, 100],
  ['and no more than are left', [500, 5, 490], { 1: 490 }, 10],
  ['slow ones come one round at a time', [500, 5, 5], { 9000: 1, 10: 4 }, 5],
  ['more than a hundred when they are sent at once', [5000, 150, 150], { 1: 150 }, 150],
  ['fewer than are sent at once, when no more are wanted', [3, 5, 0], {}, 3],
])('%s', (_, [requests, concurrency, sent], byMilliseconds, size) => {
  const wanted = { path: '/', requests, concurrency, maxFailed: 0 };
  expect(batchSize(wanted, { sent, byStatus: { 200: sent }, byMilliseconds })).toBe(size);
});

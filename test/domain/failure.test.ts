import { expect, test } from '@jest/globals';
import { permanentFailures } from '../../domain/failure.js';

test('what no retry mends', () => {
  expect(permanentFailures).toEqual(['InvalidSpec', 'Forbidden', 'NotFound', 'Superseded']);
});

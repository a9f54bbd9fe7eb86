import { expect, test } from '@jest/globals';
import { parseServiceName } from '../../client/service-name.js';

test('a service is named with its namespace, or in the usual one', () => {
  expect(parseServiceName('bookinfo/reviews')).toEqual({ namespace: 'bookinfo', service: 'reviews' });
  expect(parseServiceName('reviews', 'shop')).toEqual({ namespace: 'shop', service: 'reviews' });
});

test.each(['', '/', 'a/', '/b', 'a/b/c', 'Reviews', 'a/b c', '../x', 'a\n/b', `a/${'b'.repeat(64)}`])(
  '%j is no service',
  (text) => {
    expect(() => parseServiceName(text)).toThrow('expected NAMESPACE/SERVICE');
  },
);

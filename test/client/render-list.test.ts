import { expect, test } from '@jest/globals';
import type { ListedRelease } from '../../client/list-releases.js';
import { paint } from '../../client/paint.js';
import { renderList } from '../../client/render-list.js';

const now = Date.UTC(2026, 10, 21, 12);
const reviews = { namespace: 'bookinfo', service: 'reviews', version: 'v2', began: now - 90_000 };
const releases: ListedRelease[] = [
  { ...reviews, release: 'release/default/bookinfo/reviews/12', status: 'running', phase: 'steps' },
  { ...reviews, release: 'release/default/bookinfo/reviews/11', status: 'ended', outcome: 'rolled-back', ended: now },
  { ...reviews, release: 'release/default/bookinfo/reviews/10', status: 'ended by force', ended: now },
  { namespace: 'shop', service: 'cart', began: 0, ended: 1, release: 'release/default/shop/cart/1', status: 'ended' },
];

test('a list is a table: what, how it stands, since when, how long', () => {
  const note = 'of some it is not known';
  expect(`\n${renderList({ releases, note }, { now, paint: paint(false) })}\n`).toMatchSnapshot();
});

test('an empty one says so', () => {
  expect(renderList({ releases: [] }, { now, paint: paint(false) })).toBe('no releases');
});

test('what runs and what failed is seen by its colour', () => {
  const [, running, back, , ended] = renderList({ releases }, { now, paint: paint(true) }).split('\n');
  const escape = String.fromCharCode(27);
  expect([running, back, ended].map((line) => line?.startsWith(escape))).toEqual([true, true, false]);
});

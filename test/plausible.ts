import { chanceOfAtLeast } from '../domain/binomial.js';

/** What is rarer is not believed: of fifty thousand counts that are as they should be, one is taken for a bad one. */
const leastChance = 1e-5;

/**
 * Whether `hits` of `total` requests are plausible where each had the chance `share` (0 to 1), whatever became of the others: so
 * few come about in at least 1 of 100,000 cases, and so many. Requests that go where the one before has gone, over a connection
 * that is kept and no proxy splits, or in a stream, are no such requests: their share has wider bounds.
 */
export function isPlausible(hits: number, total: number, share: number): boolean {
  if (!Number.isInteger(hits) || !Number.isInteger(total) || hits < 0 || hits > total) return false;
  if (share > 0.5) return isPlausible(total - hits, total, 1 - share); // of what is rarer the sums are shorter, and exact
  return (
    isPlausiblyFew(hits, total, share) && (share === 0 || 1 - chanceOfAtLeast(hits + 1, total, share) >= leastChance)
  );
}

/** Whether so many are plausible where each had the chance `share` at the most: any fewer are, too. */
export function isPlausiblyFew(hits: number, total: number, share: number): boolean {
  if (share <= 0) return hits === 0;
  return share >= 1 || chanceOfAtLeast(hits, total, share) >= leastChance;
}

import { expect, test } from '@jest/globals';
import { paint } from '../../client/paint.js';
import { renderHistory, unfaithful } from '../../client/render-history.js';
import { storedStory } from './stored-release.js';

test('every decision has its time, weight, who and why, and below it the numbers that are new', () => {
  expect(renderHistory(storedStory('rolled-back-by-a-check'), paint(false))).toMatchSnapshot();
});

test('what another version decided is said to be so', () => {
  const story = { ...storedStory('released'), isFaithful: false };
  expect(renderHistory(story, paint(false)).split('\n')[1]).toBe(unfaithful);
});

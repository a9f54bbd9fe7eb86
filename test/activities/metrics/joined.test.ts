import { expect, test } from '@jest/globals';
import { joined } from '../../../activities/metrics/joined.js';
import type { Series } from '../../../activities/metrics/series.js';

const { signal } = new AbortController();
const [now, before] = [new Date(2000), new Date(1000)];

/** Answers every query that was joined by how long it is, once by name and once without. */
function source() {
  const asked: string[] = [];
  const ask = joined((query, at) => {
    asked.push(query);
    const parts = [...query.matchAll(/label_replace\(\((\w+)\), "sluice_query", "(\d)", "", ""\)/g)];
    return Promise.resolve(
      parts.flatMap(([, name = '', number = '']): Series[] => [
        { labels: { sluice_query: number, by: name }, value: name.length },
        { labels: { sluice_query: number }, value: at.getTime() },
      ]),
    );
  });
  return { asked, ask };
}

test('what is asked at once as of one moment is one query, and each has its own answer', async () => {
  const { asked, ask } = source();
  const answers = await Promise.all([ask('up', now, signal), ask('old', before, signal), ask('more', now, signal)]);
  expect(asked).toHaveLength(2);
  expect(answers).toEqual([
    [
      { labels: { by: 'up' }, value: 2 },
      { labels: {}, value: 2000 },
    ],
    [
      { labels: { by: 'old' }, value: 3 },
      { labels: {}, value: 1000 },
    ],
    [
      { labels: { by: 'more' }, value: 4 },
      { labels: {}, value: 2000 },
    ],
  ]);
});

test('what is asked later, or may be ended by another, is another query', async () => {
  const { asked, ask } = source();
  await Promise.all([ask('up', now, signal), ask('up', now, new AbortController().signal)]);
  await ask('up', now, signal);
  expect(asked).toHaveLength(3);
});

test('when it fails, it fails for all', async () => {
  const ask = joined(() => Promise.reject(new Error('down')));
  const failed = await Promise.allSettled([ask('up', now, signal), ask('more', now, signal)]);
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

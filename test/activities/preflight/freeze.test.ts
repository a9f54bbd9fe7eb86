import { expect, test } from '@jest/globals';
import { beside, expectRefusals } from './refusals.js';
import { examine, object, planOf, problemsOf } from './world.js';

const spec = ['freeze: [{ configMap: calendar, namespace: platform }]'];
const calendar = (data: Record<string, string>, namespace = 'platform') =>
  beside(object('ConfigMap', 'calendar', { data }, { namespace }));
const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
const around = `{ from: ${day(-1)}, to: ${day(1)}, zone: UTC, reason: sales }`;

test('windows of a ConfigMap that can be read are no problem, whatever its namespace', async () => {
  const weekend = '- { days: [Sat], zone: UTC, reason: weekend }';
  expect(await examine({ spec, ...calendar({ freeze: weekend }) })).toMatchObject({ kind: 'planned' });
  const inOwn = { spec: ['freeze: [{ configMap: calendar }]'], ...calendar({ freeze: '[]' }, 'bookinfo') };
  expect(await examine(inOwn)).toMatchObject({ kind: 'planned' });
});

test('a freeze that is in force does not refuse a release: it is noted', async () => {
  const noted =
    /^It is frozen until .* UTC: sales\. All is got ready; the first users wait for the end of the freeze\.$/;
  const notes = expect.arrayContaining([expect.stringMatching(noted)]);
  expect(await planOf({ spec, ...calendar({ freeze: `- ${around}` }) })).toMatchObject({ notes });
  expect(await planOf({ spec: [`freeze: [${around}]`] })).toMatchObject({ notes });
  const { notes: none } = await planOf({ spec, ...calendar({ freeze: `- ${around.replace(day(1), day(-1))}` }) });
  expect(none.join()).not.toContain('frozen');
});

expectRefusals([
  [
    'no such ConfigMap',
    { spec },
    'There is no ConfigMap platform/calendar with freeze windows. Correct that, or take the ConfigMap out of spec.freeze.',
  ],
  [
    'nothing under the key',
    { spec, ...calendar({ windows: '[]' }) },
    'ConfigMap platform/calendar has no freeze windows under the key freeze. Correct that',
  ],
  [
    'windows that make no sense',
    { spec, ...calendar({ freeze: '- { days: [Sat], zone: Mars, reason: x }' }) },
    'The freeze windows in ConfigMap platform/calendar make no sense: line 1, [0].zone: expected a time zone',
  ],
  [
    'a ConfigMap that may not be read',
    { spec, ...calendar({ freeze: '[]' }), forbidden: ({ kind }) => kind === 'ConfigMap' },
    'Sluice has no permission to get configmaps in namespace platform: grant it to the account that the worker runs as.',
  ],
]);

test('all that is wrong is told at once', async () => {
  const two = ['freeze: [{ configMap: calendar }, { configMap: other }]'];
  expect(await problemsOf({ spec: two })).toHaveLength(2);
});

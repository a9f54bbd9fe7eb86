import { expect, test } from '@jest/globals';
import { retell } from '../../../client/story/retell.js';
import type { RunEvent } from '../../../client/story/runs.js';
import { troubleOf } from '../../../client/story/trouble.js';
import { storedReleases, storedRun, storedStory } from '../stored-release.js';

const release = 'release/default/bookinfo/reviews/7';

test.each(storedReleases)('%s is told as it went: the same acts, the same end', (name) => {
  const run = storedRun(name);
  const story = retell(release, [run]);
  expect(story.isFaithful).toBe(true);
  const last = run.events?.at(-1)?.workflowExecutionCompletedEventAttributes?.result?.payloads?.[0]?.data;
  const outcome: unknown = last ? JSON.parse(Buffer.from(last).toString()) : undefined;
  expect(story.state.outcome).toEqual(outcome);
  expect(story.entries.length).toBeGreaterThan(0);
  const times = story.entries.map(({ at }) => at);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test('every order is there, with who gave it, why, and when', () => {
  const { entries } = storedStory('aborted-in-trouble');
  expect(entries.filter(({ command }) => command)).toEqual([
    { at: Date.parse('2026-11-21T06:43:02.916Z'), by: 'ann', what: 'abort: because', weight: 10, command: 'abort' },
  ]);
});

test('the weights and the evidence are told with their times', () => {
  const { weights, reports } = storedStory('released-over-deaths-of-workers');
  expect(weights.map(({ weight }) => weight)).toEqual([20, 60, 100]);
  expect(reports.map(({ share }) => share.asked)).toEqual([20, 60, 100, 100, 100]);
});

test('more is told than the state keeps', () => {
  const run = storedRun('released');
  const events = run.events ?? [];
  const input = {
    payloads: [{ metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('{"by":"ada"}') }],
  };
  const order = { workflowExecutionSignaledEventAttributes: { signalName: 'resume', input } };
  const orders = Array.from({ length: 250 }, () => order as RunEvent);
  const { entries, state } = retell(release, [{ events: [...events.slice(0, 2), ...orders, ...events.slice(2)] }]);
  expect(state.journal).toHaveLength(200);
  expect(entries.filter(({ what }) => what === 'resume refused, the release is not paused')).toHaveLength(250);
  const decided = (told: typeof entries) => told.filter(({ by }) => by === 'sluice');
  expect(decided(entries)).toHaveLength(decided(storedStory('released').entries).length);
});

test('trouble is told with the epoch that it came with', () => {
  const details = {
    payloads: [{ metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('{"epoch":7}') }],
  };
  const failure = {
    message: 'passed',
    cause: { message: 'by ann', applicationFailureInfo: { type: 'Superseded', details } },
  };
  expect(troubleOf('it failed', failure)).toEqual({ type: 'Superseded', message: 'by ann', epoch: 7 });
});

test.each([
  ['an act was another', 'activityTaskScheduledEventAttributes', '"kind":"verify"', '"kind":"load"'],
  ['it ended otherwise', 'workflowExecutionCompletedEventAttributes', '"kind":"released"', '"kind":"refused"'],
] as const)('a release that another version carried out, where %s, is told as such', (_, attributes, was, is) => {
  const run = storedRun('released');
  const payloads = (run.events ?? []).flatMap((event) => {
    const told = event[attributes];
    return (told && ('input' in told ? told.input : 'result' in told ? told.result : undefined))?.payloads ?? [];
  });
  const texts = payloads.map(({ data }) => Buffer.from(data ?? []).toString());
  expect(texts.some((text) => text.includes(was))).toBe(true);
  payloads.forEach((payload, index) => (payload.data = Buffer.from(texts[index]?.replace(was, is) ?? '')));
  expect(retell(release, [run]).isFaithful).toBe(false);
});

test('an act that was done within the task of the workflow is told as any other', () => {
  const { state, weights, isFaithful } = storedStory('taken-back-within');
  expect({ isFaithful, outcome: state.outcome?.kind, weights: weights.map(({ weight }) => weight) }).toEqual({
    ...{ isFaithful: true, outcome: 'aborted', weights: [10, 0] },
  });
});

import { defaultPayloadConverter } from '@temporalio/client';
import { expect, test } from '@jest/globals';
import { liveState } from '../../client/live-state.js';
import { firstState } from '../../domain/release-state.js';
import { harmfulOpinion } from '../domain/harmful-opinion.js';
import { reportOf } from '../domain/simulated.js';

const watch = {
  ...{ kind: 'watch' as const, weight: 10, previous: 0, from: 0, until: 60_000 },
  ...{ endsOnPass: false, endsOnForeignEdit: true, endsOnFail: true },
};
const state = {
  ...firstState('release/default/bookinfo/reviews/3', 0, ''),
  running: { kind: 'act' as const, id: 7, act: watch },
};

/** What Temporal tells of a watch whose last heartbeat was this. */
function describing(told: unknown): Parameters<typeof liveState>[1] {
  const heartbeatDetails = { payloads: [defaultPayloadConverter.toPayload(told)] };
  return { raw: { pendingActivities: [{ activityType: { name: 'watch' }, heartbeatDetails }] } };
}

test('the report is what the watch has told last, without what is meant for its next attempt', () => {
  const report = reportOf('pass', 5000, { opinion: harmfulOpinion });
  expect(liveState(state, describing({ ...report, tally: { form: 1 } })).report).toEqual(report);
});

test.each([
  ['older than what is known', reportOf('fail', 1000)],
  ['nothing yet', null],
  ['no report', { at: 9000, verdict: 'splendid' }],
  ['an opinion without its numbers', { ...reportOf('fail', 9000), opinion: { verdict: 'harmful' } }],
])('%s changes nothing', (_, told) => {
  const known = { ...state, report: reportOf('pass', 2000) };
  expect(liveState(known, describing(told)).report).toEqual(known.report);
});

import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { expect, test } from '@jest/globals';
import type { Act, ActInput, Finding } from '../../domain/act.js';
import type { Phase } from '../../domain/release-state.js';
import type { WatchReport } from '../../domain/watch-report.js';
import { WorkerMetrics } from '../../worker/metrics.js';
import { planOf, specOf } from '../domain/planned.js';
import { harmfulOpinion } from '../domain/harmful-opinion.js';

const plan = planOf();

function inputOf(act: Act, more: { phase?: Phase; cause?: 'aborted' | 'rolled-back' } = {}): ActInput {
  const fence = { release: 'release/default/bookinfo/reviews/1', since: 0, epoch: 1 };
  return { fence, act, spec: specOf(), plan, ...more } as ActInput;
}
const watching = inputOf(
  {
    ...{ kind: 'watch', weight: 10, previous: 0, from: 0, until: 1000 },
    ...{ endsOnPass: false, endsOnForeignEdit: true, endsOnFail: true },
  },
  { phase: 'steps' },
);
const report: WatchReport = {
  ...{ at: 0, verdict: 'pass', reason: '', pods: { ready: 1, needed: 1 } },
  checks: [{ name: 'rate', verdict: 'pass', reason: '', canary: 0.99, stable: 1 }],
  share: { asked: 10, measured: 9.5, canary: 95, total: 1000, reached: 'yes' },
  opinion: harmfulOpinion,
};
const found = (finding: Finding) => () => Promise.resolve(finding);
const done = found({ kind: 'done' });

/** The lines of the metrics of this name. */
async function lines(metrics: WorkerMetrics, name: string): Promise<string[]> {
  const text = await metrics.registry.metrics();
  return text.split('\n').filter((line) => line.startsWith(name));
}

test('an act is timed by what it found, or by the name of its trouble', async () => {
  const metrics = new WorkerMetrics();
  const act = inputOf({ kind: 'deploy' });
  const failing = (cause: Error) => metrics.pass(act, () => Promise.reject(cause)).catch(() => undefined);
  await metrics.pass(act, done);
  await failing(ApplicationFailure.create({ type: 'Conflict', message: '' }));
  await failing(new CancelledFailure('no longer needed'));
  await failing(new TypeError('a bug'));
  expect(await lines(metrics, 'sluice_act_duration_seconds_count')).toEqual([
    'sluice_act_duration_seconds_count{act="deploy",result="done"} 1',
    'sluice_act_duration_seconds_count{act="deploy",result="Conflict"} 1',
    'sluice_act_duration_seconds_count{act="deploy",result="cancelled"} 1',
    'sluice_act_duration_seconds_count{act="deploy",result="fault"} 1',
  ]);
});

test('while a watch runs its weight, share and checks are told, and no longer', async () => {
  const metrics = new WorkerMetrics();
  await metrics.pass(watching, async () => {
    expect(await lines(metrics, 'sluice_canary_share')).toEqual([]);
    metrics.saw(plan, report);
    const of = 'namespace="bookinfo",service="reviews"';
    expect(await lines(metrics, 'sluice_canary_')).toEqual([
      `sluice_canary_weight_percent{${of},version="v2"} 10`,
      `sluice_canary_share_percent{${of},version="v2"} 9.5`,
    ]);
    expect(await lines(metrics, 'sluice_judge_evidence')).toEqual([`sluice_judge_evidence{${of},version="v2"} 1840`]);
    expect(await lines(metrics, 'sluice_check_value')).toEqual([
      `sluice_check_value{${of},check="rate",of="canary"} 0.99`,
      `sluice_check_value{${of},check="rate",of="stable"} 1`,
    ]);
    expect(await lines(metrics, 'sluice_releases{phase="steps"}')).toEqual(['sluice_releases{phase="steps"} 1']);
    return { kind: 'watched', report };
  });
  expect(await lines(metrics, 'sluice_canary_')).toEqual([]);
  expect(await lines(metrics, 'sluice_check_value')).toEqual([]);
  expect(await lines(metrics, 'sluice_releases{phase="steps"}')).toEqual(['sluice_releases{phase="steps"} 0']);
});

test('a release is counted once when it ends, by its outcome', async () => {
  const metrics = new WorkerMetrics();
  await metrics.pass(inputOf({ kind: 'finish', to: 'canary' }), done);
  await metrics.pass(inputOf({ kind: 'putBack' }, { cause: 'aborted' }), done);
  await metrics.pass(inputOf({ kind: 'finish', to: 'stable' }, { cause: 'aborted' }), done);
  await metrics.pass(inputOf({ kind: 'putBack' }, { cause: 'rolled-back' }), done);
  const preflight = inputOf({ kind: 'preflight', text: '' });
  const preview = { ...preflight, fence: { ...preflight.fence, release: 'preview/default/bookinfo/reviews/one' } };
  for (const input of [preflight, preview]) await metrics.pass(input, found({ kind: 'refused', problems: [] }));
  expect(await lines(metrics, 'sluice_releases_ended_total')).toEqual(
    ['released', 'aborted', 'rolled-back', 'refused'].map(
      (outcome) => `sluice_releases_ended_total{namespace="bookinfo",service="reviews",outcome="${outcome}"} 1`,
    ),
  );
});

test('the time between two weights is a step, repeating one is none', async () => {
  const metrics = new WorkerMetrics();
  for (const weight of [0, 10, 10, 20]) await metrics.pass(inputOf({ kind: 'shift', weight, overwrite: false }), done);
  expect(await lines(metrics, 'sluice_step_duration_seconds_count')).toEqual([
    'sluice_step_duration_seconds_count{namespace="bookinfo",service="reviews"} 2',
  ]);
});

test('each try at telling a receiver is counted, by what came of it', async () => {
  const metrics = new WorkerMetrics();
  const input = { notice: {}, to: 'team' };
  await metrics.pass(input, () => Promise.resolve());
  await expect(metrics.pass(input, () => Promise.reject(new Error('500')))).rejects.toThrow('500');
  await expect(metrics.pass(input, () => Promise.reject(new Error('500')))).rejects.toThrow('500');
  expect(await lines(metrics, 'sluice_notices_total')).toEqual([
    'sluice_notices_total{receiver="team",result="told"} 1',
    'sluice_notices_total{receiver="team",result="failed"} 2',
  ]);
});

test('what is no act passes untouched', async () => {
  const metrics = new WorkerMetrics();
  expect(await metrics.pass('anything', () => Promise.resolve(7))).toBe(7);
  expect(await lines(metrics, 'sluice_act_duration_seconds_count')).toEqual([]);
});

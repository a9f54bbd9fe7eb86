import { expect, test } from '@jest/globals';
import type { MetricsSource } from '../../../activities/metrics/metrics-source.js';
import { Findings } from '../../../activities/preflight/findings.js';
import { noteTraffic } from '../../../activities/preflight/note-traffic.js';
import { Trouble } from '../../../activities/trouble.js';
import type { Sample } from '../../../domain/check.js';
import { usualStrictness } from '../../../domain/judgement/strictness.js';
import type { Plan } from '../../../domain/plan.js';
import type { ReleaseSpec } from '../../../domain/release-spec.js';
import { rampSteps } from '../../../domain/step.js';
import { planOf, podsPlanOf, specOf } from '../../domain/planned.js';
import { plain, problemsOf, planOf as planFound } from './world.js';

const judge = { mode: 'act' as const, strictness: usualStrictness };
const steps = rampSteps({ from: 10, by: 10, holdMs: 8000 });

/** Stable's requests of the last minute, and the share of them that did not fail, as Prometheus answers for them. */
const traffic =
  (requests: number, rate = 1) =>
  (query: string): Sample => ({ kind: 'number', value: query.startsWith('sum(increase') ? requests : rate });

async function notesOf(
  sample: (query: string) => Sample,
  changes: Partial<ReleaseSpec> = {},
  plan: Plan = planOf(),
): Promise<string[]> {
  const ask = async (query: string) => sample(query);
  const metrics: MetricsSource = { sample: ask, sampleOwn: ask, scraped: () => Promise.resolve([]) };
  const findings = new Findings('refuse');
  const spec = specOf({ judge, steps, checks: [], ...changes });
  await noteTraffic(metrics, { spec, plan }, findings, AbortSignal.timeout(10_000));
  return findings.notes;
}

test('what the traffic can prove, and how long the steps take at it', async () => {
  expect(await notesOf(traffic(1800))).toEqual([
    'At 30 requests a second the weight after 10 % takes about 136 requests of v2, 46 s; all steps below 100 % take 113 s. v2 failing one request in a hundred more than stable is found in about 2 min at 10 %.',
  ]);
});

test('a step that takes longer than it may is told before it begins, with what to do', async () => {
  const [note = ''] = await notesOf(traffic(30), { inconclusive: { limitMs: 600_000, action: 'roll-back' } });
  expect(note).toContain('At 0.5 requests a second the weight after 10 % takes about 136 requests of v2, 45 min');
  expect(note).toContain('limit together at 10 %: after 10 min the release is taken back. Raise the limit, begin with');
});

test('without requests nothing is proved', async () => {
  for (const sample of [traffic(0), (): Sample => ({ kind: 'no-data' })])
    expect(await notesOf(sample)).toEqual([
      'No request to reviews was counted in the last minute. Without requests nothing is proved, and no weight rises by itself: after 10 min a person is asked.',
    ]);
});

test('steps of which none is below 100 % compare nothing', async () => {
  const [note] = await notesOf(traffic(600), { steps: [{ kind: 'weight', weight: 100, holdMs: 60_000 }] });
  expect(note).toContain('there is no step to compare the versions at');
});

test('a Prometheus that fails just then is no reason to say anything', async () => {
  const gone = (): Sample => {
    throw new Trouble('Unavailable', 'gone');
  };
  expect(await notesOf(gone)).toEqual([]);
});

test('nothing is said where the judge only observes, and where nobody counts requests', async () => {
  expect(await notesOf(traffic(1800), { judge: { ...judge, mode: 'observe' } })).toEqual([]);
  expect(await notesOf(traffic(1800), {}, podsPlanOf())).toEqual([]);
});

test('a first release has nothing to be compared with: where there are no checks, that is told', async () => {
  const { stable: _, ...first } = planOf();
  expect(await notesOf(traffic(0), {}, first)).toEqual([
    expect.stringContaining('Nothing serves yet that v2 could be compared with, and there are no checks'),
  ]);
  expect(await notesOf(traffic(0), { checks: specOf().checks }, first)).toEqual([]);
});

test('the preflight asks for it', async () => {
  const { notes } = await planFound({ judge: '{ false-rollbacks: 1 in 1000 }' });
  expect(notes.join('\n')).toContain('No request to reviews was counted');
});

test('where nobody counts requests and there are no checks, nothing could tell', async () => {
  const isRoute = (kind: string) => kind === 'VirtualService' || kind === 'DestinationRule';
  const bare = plain.objects
    .filter(({ kind }) => !isRoute(kind))
    .map((each) => (each.kind === 'Pod' ? { ...each, spec: { containers: [{ name: 'main' }] } } : each));
  const problems = await problemsOf({ objects: bare, judge: '{ latency: off }', traffic: '{ replicas: {} }' });
  expect(problems.join('\n')).toMatch(/^checks: without any nothing tells whether the canary is good/m);
});

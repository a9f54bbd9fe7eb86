import { expect, test } from '@jest/globals';
import { paint } from '../../client/paint.js';
import { leastMs, planSteps } from '../../client/plan-steps.js';
import { renderPlan } from '../../client/render-plan.js';
import { planOf, podsPlanOf, specOf } from '../domain/planned.js';

test('a plan says every step, with its weight, hold, gate and checks', () => {
  const notes = ['Clients without a sidecar send 12 % of the requests: they get the canary by its share of pods.'];
  expect(renderPlan(specOf(), planOf({ notes }), paint(false))).toMatchSnapshot();
});

test('a first release has no steps, and nothing to decommission', () => {
  const { stable: _, ...first } = planOf();
  expect(renderPlan(specOf({ bakeMs: 0 }), first, paint(false))).toMatchSnapshot();
});

test('a canary that was found is dark by route, and the former stable left or scaled', () => {
  const canary = { ...planOf().canary, dark: 'route', deployed: 'found', replicas: 1 } as const;
  const source = { kind: 'found', deployment: 'reviews-v2' } as const;
  const spec = specOf({ canary: { ...specOf().canary, source }, decommission: 'leave', verify: { requests: [] } });
  const steps = planSteps(spec, planOf({ canary })).map(({ what }) => what);
  expect(steps).toContain('take reviews-v2 as it is found; dark: its weight is 0');
  expect(steps).toContain('leave reviews-v1 as it is');
  expect(steps.join()).not.toContain('by rolling');
  const scaled = planSteps(specOf({ decommission: 'scale' }), planOf()).map(({ what }) => what);
  expect(scaled).toContain('scale reviews-v1 to 0');
});

test('where autoscalers are, each weight says how many pods it waits for', () => {
  const autoscaling = { make: { name: 'reviews-v2', min: 1, max: 8 } };
  const plan = planOf({ autoscaling, stable: { version: 'v1', deployment: 'reviews-v1', replicas: 5 } });
  const steps = planSteps(specOf(), plan).map(({ what }) => what);
  expect(steps).toContain(
    'deploy reviews-v2 with reviews:v2, 2 pods and an autoscaler (1 to 8); dark: its pods lack app=reviews',
  );
  expect(steps).toContain('10 % of the requests to v2, once 1 pod of it can serve them');
  expect(steps).toContain('50 % of the requests to v2, once 3 pods of it can serve them');
});

test('the least time is that of the holds and the bake', () => {
  expect(leastMs(planSteps(specOf(), planOf()))).toBe(60_000 + 1_200_000 + 60_000 + 300_000);
});

test('nothing of a plan steers the terminal', () => {
  const shown = renderPlan(specOf(), planOf({ service: 'a\u001b[2J', notes: ['\u202eb'] }), paint(false));
  expect(shown).not.toMatch(/[^\n\P{Cc}]|\p{Cf}/u);
});

test('where pods are the share, each step says what it is in pods', () => {
  const sets = (replicas: number) => ({
    stable: { deployment: 'reviews-v1', replicas },
    canary: { deployment: 'reviews-v2', replicas },
  });
  const steps = planSteps(specOf({ decommission: 'leave' }), podsPlanOf(sets(3)));
  expect(steps.filter(({ phase }) => phase === 'admit')).toEqual([]);
  const whats = steps.map(({ what }) => what);
  expect(whats.filter((what) => what.includes('asked'))).toEqual([
    '10 % asked: 25 %, 1 of 4 pods: give app=reviews to 1 pod of v2',
    '50 % asked: 50 %, 3 of 6 pods: give app=reviews to 3 pods of v2',
    '100 % asked: 100 %, 3 of 3 pods: give app=reviews to 3 pods of v2, and leave reviews-v1 0 pods',
    '100 % asked: 100 %, 3 of 3 pods: give app=reviews to 3 pods of v2, and leave reviews-v1 0 pods',
  ]);
  expect(whats).toContain('leave reviews-v1 as it is, with 0 pods');
  expect(whats).toContain('wait until the last pod of v1 has ended, at most 75 s');
});

import type { Plan, PodsRoute } from '../../domain/plan.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';

/** A spec of reviews v2 with three steps and a gate, for tests of decisions. */
export function specOf(changes: Partial<ReleaseSpec> = {}): ReleaseSpec {
  return {
    namespace: 'bookinfo',
    service: 'reviews',
    canary: { version: 'v2', readyMs: 60_000, source: { kind: 'image', image: 'reviews:v2', env: {} } },
    traffic: { kind: 'istio', virtualService: 'reviews', route: { by: 'name', name: 'primary' } },
    verify: {
      requests: [{ path: '/reviews/7', headers: {}, expect: { status: 200, json: {} } }],
      load: { path: '/reviews/7', requests: 100, concurrency: 5, maxFailed: 0 },
    },
    steps: [
      { kind: 'weight', weight: 10, holdMs: 60_000 },
      { kind: 'approval', gate: 'payments' },
      { kind: 'weight', weight: 50, holdMs: 1_200_000 },
      { kind: 'weight', weight: 100, holdMs: 60_000 },
    ],
    checks: [
      {
        name: 'rate',
        metric: 'success-rate',
        threshold: { operator: '>=', value: 0.99 },
      },
    ],
    inconclusive: { limitMs: 600_000, action: 'ask' },
    drift: 'pause',
    ways: 'close',
    bakeMs: 300_000,
    decommission: 'delete',
    ...changes,
  };
}

/** What preflight finds where pods are the share: two of each version. */
export function podsPlanOf(changes: Partial<PodsRoute> = {}, more: Partial<Plan> = {}): Plan {
  const route: PodsRoute = {
    ...{ kind: 'replicas', namespace: 'bookinfo', service: 'reviews', round: 'up', labels: { app: 'reviews' } },
    ...{ stable: { deployment: 'reviews-v1', replicas: 2 }, canary: { deployment: 'reviews-v2', replicas: 2 } },
    ...{ counted: false, ...changes },
  };
  return planOf({ route, ...more });
}

/** What preflight finds for it. */
export function planOf(changes: Partial<Plan> = {}): Plan {
  return {
    namespace: 'bookinfo',
    service: 'reviews',
    port: 9080,
    stable: { version: 'v1', deployment: 'reviews-v1', replicas: 2 },
    canary: {
      ...{ version: 'v2', deployment: 'reviews-v2', replicas: 2 },
      ...{ dark: 'label', deployed: 'by-us', admission: { app: 'reviews' } },
    },
    route: {
      ...{ kind: 'istio', namespace: 'bookinfo', virtualService: 'reviews', route: { by: 'name', name: 'primary' } },
      ...{ stable: { host: 'reviews', subset: 'v1' }, canary: { host: 'reviews', subset: 'v2' } },
      ...{ destinationRule: { name: 'reviews', exists: true }, missingSubsets: [], before: [] },
    },
    notes: [],
    ...changes,
  };
}

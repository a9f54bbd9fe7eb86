import { stringify } from 'yaml';

/**
 * The text of a release of reviews, unless said, on a stage, quick: holds of a few seconds, checks that few requests suffice
 * for. The judge, which would wait for more of them, only observes, unless the test is of it.
 */
export function specText(namespace: string, changes: Record<string, unknown> = {}, name = 'reviews'): string {
  return stringify({
    apiVersion: 'sluice/v1',
    kind: 'Release',
    metadata: { namespace, name },
    spec: {
      canary: { version: 'v2', image: 'docker.io/sluice/reviews:v2', ready: '10m' },
      traffic: { istio: { virtualService: 'reviews', route: 'primary' } },
      verify: {
        from: { pod: 'app=sleep' },
        requests: [{ get: '/reviews/7', expect: { status: 200, json: { '$.reviews[0].rating.stars': 5 } } }],
        load: { get: '/reviews/7', requests: 100, concurrency: 5, failed: '<= 1%', p99: '<= 9s' },
      },
      steps: [
        { weight: 20, hold: '5s' },
        { weight: 60, hold: '5s' },
        { weight: 100, hold: '5s' },
      ],
      judge: 'observe',
      checks: [{ 'success-rate': '>= 90%' }],
      bake: '3s',
      ...changes,
    },
  });
}

/** The canary v2 that is told to misbehave, or not. */
export function canary(env: Record<string, string> = {}, ready = '10m') {
  return { version: 'v2', image: 'docker.io/sluice/reviews:v2', env, ready };
}

/** A request that any answer of status 200 satisfies. */
export const oneRequest = { from: { pod: 'app=sleep' }, requests: [{ get: '/reviews/7' }] };

/**
 * A judge that acts, by requests that a few users send within seconds. Latency is left out: v2 asks ratings, which v1 does
 * not, and a machine that is busy may be slow with fresh pods alone.
 */
export const judged = {
  judge: { latency: 'off', raise: { 'added-failures-below': '5%' } },
  checks: undefined,
};

/** For releases whose way matters more than their evidence: one request as a proof, one step, no bake. */
export const quick = { verify: oneRequest, steps: [{ weight: 50, hold: '5s' }], bake: '0s' };

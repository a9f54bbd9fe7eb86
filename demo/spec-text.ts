import { stringify } from 'yaml';
import { stepsOf, trafficOf, type Way } from './traffic.js';

/**
 * The text of the demo's releases of reviews: small steps, short holds, checks that the demo's users suffice for. Versions 2
 * and 3 ask ratings, and take some milliseconds more for it, as they are meant to.
 */
function specText(canary: Record<string, unknown>, verify: Record<string, unknown>): (way: Way) => string {
  const same = {
    judge: { latency: { 'ignore-faster-than': '1s' } },
    checks: [{ 'success-rate': '>= 95%' }, { p99: '<= 3s' }],
    bake: '5s',
  };
  return (way) =>
    stringify({
      apiVersion: 'sluice/v1',
      kind: 'Release',
      metadata: { namespace: 'bookinfo', name: 'reviews' },
      spec: {
        canary,
        traffic: trafficOf[way],
        verify: { from: { pod: 'app=sleep' }, ...verify },
        steps: stepsOf[way],
        ...same,
      },
    });
}

/** Version 2 is good: it answers rightly, also under load. */
export const goodRelease = specText(
  { version: 'v2', image: 'docker.io/sluice/reviews:v2' },
  {
    requests: [{ get: '/reviews/7', expect: { json: { '$.reviews[0].rating.stars': 5 } } }],
    load: { get: '/reviews/7', requests: 100, concurrency: 5, failed: '<= 1%', p99: '<= 2s' },
  },
);

/** Version 3 fails one request in five, and its load test forgives as many as half: so it comes before users. */
export const badRelease = specText(
  { version: 'v3', image: 'docker.io/sluice/reviews:v3', env: { ERROR_RATE: '0.2' } },
  { load: { get: '/reviews/7', requests: 100, concurrency: 5, failed: '<= 50%' } },
);

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually, inPod, playground } from './playground-command.js';
import { query } from './prometheus-query.js';
import { deployReviewsV2, routeReviews } from '../../../playground/cluster/reviews.js';
import { presentCluster } from '../../../playground/present-cluster.js';

const requests = 1000;
const script = `for i in $(seq ${requests}); do curl -s -o /dev/null -w '%header{x-app-version}\\n' http://reviews:9080/reviews/7; done | sort | uniq -c`;
const fromSleep =
  'reporter="source",source_workload="sleep",destination_service_name="reviews",destination_service_namespace="bookinfo"';

afterAll(() => playground(['reset']), 60_000);

describe.each([
  ['named for versions', { v1: 'v1', v2: 'v2' }],
  ['named for roles', { v1: 'old', v2: 'new' }],
])('with subsets %s', (_, subsets) => {
  const seen: Record<string, number> = {};
  let before: Record<string, number> = {};

  beforeAll(async () => {
    const cluster = await presentCluster();
    await deployReviewsV2(cluster, subsets);
    await routeReviews(cluster, { [subsets.v1]: 90, [subsets.v2]: 10 });
    await eventually(async () =>
      (await inPod('sleep', ['sh', '-c', script.replace(String(requests), '60')])).includes('v2'),
    );
    await new Promise((resolve) => setTimeout(resolve, 3000)); // until what is counted so far is scraped
    before = await countsByVersion();
    const lines = await inPod('sleep', ['sh', '-c', script]);
    for (const [, count, version] of lines.matchAll(/(\d+) (\w+)/g)) seen[version ?? ''] = Number(count);
  }, 120_000);

  test('a VirtualService at 90/10 gives v2 a tenth of the requests', () => {
    expect((seen['v1'] ?? 0) + (seen['v2'] ?? 0)).toBe(requests);
    expect((seen['v2'] ?? 0) / requests).toBeGreaterThan(0.07);
    expect((seen['v2'] ?? 0) / requests).toBeLessThan(0.13);
  });

  test('istio_requests_total tells the same, by the version of the pods that answered', async () => {
    const counted = await eventually(async () => {
      const now = await countsByVersion();
      const gained = { v1: (now['v1'] ?? 0) - (before['v1'] ?? 0), v2: (now['v2'] ?? 0) - (before['v2'] ?? 0) };
      return gained.v1 + gained.v2 === requests ? gained : undefined;
    });
    expect(counted).toEqual(seen);
  });
});

test('latencies come by version, too', async () => {
  const p99 = `histogram_quantile(0.99, sum by (le, destination_version) (increase(istio_request_duration_milliseconds_bucket{${fromSleep}}[2m])))`;
  const found = await query(p99);
  expect(new Set(found.map(({ labels }) => labels['destination_version']))).toEqual(new Set(['v1', 'v2']));
  expect(found.every(({ value }) => value > 0 && value < 60_000)).toBe(true);
});

test('the destinations report the same requests', async () => {
  const [found] = await query(
    'sum(istio_requests_total{reporter="destination",destination_workload="reviews-v2",response_code="200"})',
  );
  expect(found?.value).toBeGreaterThan(requests / 20);
});

async function countsByVersion(): Promise<Record<string, number>> {
  const found = await query(`sum by (destination_version) (istio_requests_total{${fromSleep},response_code="200"})`);
  return Object.fromEntries(found.map(({ labels, value }) => [labels['destination_version'], value]));
}

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isPlausible } from '../../plausible.js';
import { eventually, inPod, playground } from './playground-command.js';
import { query } from './prometheus-query.js';
import { deployReviewsV2, routeReviews } from '../../../playground/cluster/reviews.js';
import { presentCluster } from '../../../playground/present-cluster.js';
import '../patience.js';

const requests = 1000;
const scriptOf = (count: number) =>
  `for i in $(seq ${count}); do curl -s -o /dev/null -w '%header{x-app-version}\\n' http://reviews:9080/reviews/7; done | sort | uniq -c`;
const fromSleep =
  'reporter="source",source_workload="sleep",destination_service_name="reviews",destination_service_namespace="bookinfo"';

/** How often v2 answered in the last try. */
let lastOfV2 = 0;

afterAll(() => playground(['reset']));

describe.each([
  ['named for versions', { v1: 'v1', v2: 'v2' }],
  ['named for roles', { v1: 'old', v2: 'new' }],
])('with subsets %s', (_, subsets) => {
  let seen: Record<string, number> = {};
  let before: Record<string, number> = {};

  beforeAll(async () => {
    const cluster = await presentCluster();
    await deployReviewsV2(cluster, subsets);
    await routeReviews(cluster, { [subsets.v1]: 90, [subsets.v2]: 10 });
    const first = sum(await countsByVersion());
    let sent = 0;
    const isSplit = await eventually(async () => {
      const answers = await answeredBy(60);
      sent += sum(answers);
      return answers['v2'] !== undefined;
    });
    if (!isSplit) throw new Error('v2 gets no requests');
    const scraped = await eventually(async () => {
      const now = await countsByVersion();
      return sum(now) - first === sent ? now : undefined; // all that has been sent so far
    });
    if (!scraped) throw new Error(`Prometheus does not count ${sent} requests`);
    before = scraped;
    seen = await answeredBy(requests);
    lastOfV2 = seen['v2'] ?? 0;
  });

  test('a VirtualService at 90/10 gives v2 a tenth of the requests', () => {
    expect(seen).toEqual({ v1: expect.any(Number), v2: expect.any(Number) });
    expect(sum(seen)).toBe(requests);
    expect({ seen, isPlausible: isPlausible(seen['v2'] ?? 0, requests, 0.1) }).toEqual({ seen, isPlausible: true });
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
  const p99 = `histogram_quantile(0.99, sum by (le, destination_version) (increase(istio_request_duration_milliseconds_bucket{${fromSleep}}[1h])))`;
  const found = await query(p99);
  expect(new Set(found.map(({ labels }) => labels['destination_version']))).toEqual(new Set(['v1', 'v2']));
  expect(found.every(({ value }) => value > 0 && Number.isFinite(value))).toBe(true);
});

test('the destinations report the same requests', async () => {
  const labels = 'reporter="destination",destination_workload="reviews-v2",response_code="200"';
  const isReported = async () => ((await query(`sum(istio_requests_total{${labels}})`))[0]?.value ?? 0) >= lastOfV2;
  expect([lastOfV2 > 0, await eventually(isReported)]).toEqual([true, true]);
});

const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, count) => all + count, 0);

/** Sends so many requests from sleep, one after another: how many of them each version answered. */
async function answeredBy(count: number): Promise<Record<string, number>> {
  const lines = await inPod('sleep', ['sh', '-c', scriptOf(count)]);
  return Object.fromEntries([...lines.matchAll(/(\d+) (v\w+)/g)].map(([, times, version]) => [version, Number(times)]));
}

async function countsByVersion(): Promise<Record<string, number>> {
  const found = await query(`sum by (destination_version) (istio_requests_total{${fromSleep},response_code="200"})`);
  return Object.fromEntries(found.map(({ labels, value }) => [labels['destination_version'], value]));
}

import { expect, test } from '@jest/globals';
import { ticksOf } from '../../../domain/judgement/counting.js';
import { grown, nothingKnown, type RawSeries } from '../../../domain/judgement/growth.js';

const begins = 1_000;
const counted = { canary: 'v2', stable: 'v1', begins };
const requests = (labels: Record<string, string>, samples: RawSeries['samples']): RawSeries => ({
  labels: {
    ...{ __name__: 'istio_requests_total', source_workload: 'web', instance: '10.0.0.1', response_code: '200' },
    ...labels,
  },
  samples,
});
const v1 = requests({ destination_workload: 'v1' }, [
  [995, 100],
  [1000, 110],
  [1005, 130],
]);

test('what a counter grew by is counted in the second of the scrape that saw it', () => {
  expect(ticksOf([v1], counted).map(({ at, stable }) => [at, stable.requests])).toEqual([
    [0, 10],
    [5, 20],
  ]);
});

test('a canary’s first failures are a series that was not there before: none of them is lost', () => {
  const failing = requests({ destination_workload: 'v2', response_code: '500' }, [[1005, 3]]);
  expect(ticksOf([v1, failing], counted).at(-1)).toMatchObject({ at: 5, canary: { requests: 3, failed: 3 } });
});

test('what a proxy counted before anybody looked is only where it begins', () => {
  const old = requests({ destination_workload: 'v2', instance: '10.0.0.2' }, [
    [999, 5000],
    [1004, 5001],
  ]);
  expect(ticksOf([old], counted).map(({ canary }) => canary.requests)).toEqual([1]);
});

test('a proxy that began after the release counts from nothing, and so does a counter that began anew', () => {
  const young = requests({ destination_workload: 'v2', instance: '10.0.0.3' }, [
    [1010, 7],
    [1015, 9],
    [1020, 4],
  ]);
  expect(ticksOf([young], counted).map(({ at, canary }) => [at, canary.requests])).toEqual([
    [10, 7],
    [15, 2],
    [20, 4],
  ]);
});

test('sources stay apart, proxies of one are added up, and nobody’s answers belong to neither', () => {
  const young = (labels: Record<string, string>, value: number) =>
    requests({ destination_workload: 'v2', ...labels }, [[1010, value]]);
  const all = [
    young({ instance: 'a' }, 1),
    young({ instance: 'b' }, 2),
    young({ instance: 'c', source_workload: 'gateway' }, 4),
    young({ instance: 'd', destination_workload: 'unknown', response_code: '503' }, 8),
  ];
  expect(ticksOf(all, counted).map(({ source, canary }) => [source, canary.requests])).toEqual([
    ['gateway', 4],
    ['web', 3],
  ]);
});

test.each([
  [{ response_code: '503' }, 1],
  [{ response_code: '0' }, 1],
  [{ response_code: '200', grpc_response_status: '14' }, 1],
  [{ response_code: '200', grpc_response_status: '5' }, 0],
  [{ response_code: '200', grpc_response_status: '2', response_flags: '-' }, 1],
  [{ response_code: '200', grpc_response_status: '2', response_flags: 'DC' }, 0], // the client has hung up
  [{ response_code: '200', grpc_response_status: '2', response_flags: 'UH,DR' }, 0],
  [{ response_code: '200', grpc_response_status: '14', response_flags: 'DC' }, 1],
  [{ response_code: '404' }, 0],
  [{ response_code: '200', grpc_response_status: '' }, 0],
])('%j: %d failed', (labels, failed) => {
  const one = requests({ destination_workload: 'v2', ...labels }, [[1010, 1]]);
  expect(ticksOf([one], counted)[0]?.canary.failed).toBe(failed);
});

test('histograms: counts up to each boundary, all of them, and their sum', () => {
  const bucket = (le: string, value: number) =>
    requests({ __name__: 'istio_request_duration_milliseconds_bucket', destination_workload: 'v2', le }, [
      [1010, value],
    ]);
  const sum = { __name__: 'istio_request_duration_milliseconds_sum', destination_workload: 'v2' };
  const [tick] = ticksOf([bucket('10', 1), bucket('25', 3), bucket('+Inf', 4), requests(sum, [[1010, 90.5]])], counted);
  expect(tick?.canary.latencies).toEqual({ requests: 4, sum: 90.5, upTo: { 10: 1, 25: 3 } });
});

test('a bucket that has not grown is told of by its boundary, and counts nothing', () => {
  const bucket = requests(
    { __name__: 'istio_request_duration_milliseconds_bucket', destination_workload: 'v2', le: '250' },
    [
      [1000, 0],
      [1010, 0],
    ],
  );
  expect(grown([bucket], nothingKnown, 0)).toMatchObject([{ labels: { le: '250' }, by: 0 }]);
  expect(ticksOf([bucket], counted)).toEqual([]);
});

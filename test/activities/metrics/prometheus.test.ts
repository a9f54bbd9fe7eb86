import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { prometheus } from '../../../activities/metrics/prometheus.js';

// A server that answers as it is told: what a real Prometheus says is tested on one, in test/cluster/activities.
let server: Server;
let url: string;
let answer: { status: number; body: string };

beforeAll(async () => {
  server = createServer((_, response) =>
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const sample = (timeoutMs?: number) =>
  prometheus(url, timeoutMs).sampleOwn('up', new Date(), AbortSignal.timeout(5000));
const vector = (...values: string[]) =>
  JSON.stringify({
    status: 'success',
    data: { resultType: 'vector', result: values.map((value) => ({ metric: {}, value: [1, value] })) },
  });

test.each([
  ['one series', vector('0.5'), { kind: 'number', value: 0.5 }],
  ['none', vector(), { kind: 'no-data' }],
  ['0/0', vector('NaN'), { kind: 'no-data' }],
  ['1/0', vector('+Inf'), { kind: 'no-data' }],
  ['-1/0', vector('-Inf'), { kind: 'no-data' }],
  ['several', vector('1', '2', '3'), { kind: 'many', series: 3 }],
  ['a scalar', '{"status":"success","data":{"resultType":"scalar","result":[1,"7"]}}', { kind: 'number', value: 7 }],
])('%s', async (_, body, expected) => {
  answer = { status: 200, body };
  expect(await sample()).toEqual(expected);
});

test.each([
  ['<html>login</html>'],
  ['{}'],
  ['null'],
  ['{"status":"success","data":{"resultType":"streams","result":[]}}'],
  ['{"status":"success","data":{"resultType":"vector","result":[{"value":[1]}]}}'],
  ['{"status":"success","data":{"resultType":"vector","result":[{"value":[1,"many"]}]}}'],
  ['{"status":"success","data":{"resultType":"vector","result":[{"value":[1,""]}]}}'],
])('nonsense is no figure and no "no data" either: %s', async (body) => {
  answer = { status: 200, body };
  await expect(sample()).rejects.toMatchObject({
    type: 'Unavailable',
    message: expect.stringContaining('does not answer as Prometheus does'),
  });
});

test.each([
  [
    'a range',
    'matrix',
    [{ metric: {}, values: [[1, '2']] }],
    /^it answers all samples of a range \(a matrix\), and one number is wanted: use .*sum\(rate\(/,
  ],
  ['a range of nothing', 'matrix', [], /a matrix/],
  ['a text', 'string', [1, 'up'], /^it answers a string, and one number is wanted: /],
  [
    'a native histogram',
    'vector',
    [{ metric: {}, histogram: [1, { count: '3' }] }],
    /^it answers a native histogram, .*histogram_quantile\(/,
  ],
  [
    'one of them',
    'vector',
    [
      { metric: {}, value: [1, '2'] },
      { metric: {}, histogram: [1, {}] },
    ],
    /native histogram/,
  ],
])('%s is bad input, and no trouble that may pass', async (_, resultType, found, message) => {
  answer = { status: 200, body: JSON.stringify({ status: 'success', data: { resultType, result: found } }) };
  await expect(sample()).rejects.toMatchObject({ type: 'InvalidSpec', message: expect.stringMatching(message) });
});

const scraped = () => prometheus(url).scraped('up[5s]', new Date(), AbortSignal.timeout(5000));
const result = (resultType: string, ...series: object[]) =>
  JSON.stringify({ status: 'success', data: { resultType, result: series } });

test('what was scraped: every sample of a range, or one of each series; what is no number is left out', async () => {
  const [metric, values] = [{ pod: 'a' }, [[1.5, '7'], [2.5, 'NaN'], [3.5, '8.25']]]; // prettier-ignore
  answer = { status: 200, body: result('matrix', { metric, values }, { metric: {}, values: [] }) };
  expect(await scraped()).toEqual([
    { labels: metric, samples: [[1.5, 7], [3.5, 8.25]] }, // prettier-ignore
    { labels: {}, samples: [] },
  ]);
  answer = { status: 200, body: result('vector', { metric, value: [9, '7'] }) };
  expect(await scraped()).toEqual([{ labels: metric, samples: [[9, 7]] }]);
});

test.each([
  [result('scalar')],
  [result('matrix', { metric: {} })],
  [result('matrix', { metric: {}, histograms: [[1, { count: '3' }]] })],
  [result('matrix', { metric: {}, values: [['1', '2']] })],
  [result('vector', { metric: {}, value: [1, 'many'] })],
  ['{"status":"success","data":{"resultType":"matrix"}}'],
])('what nobody scraped is no count: %s', async (body) => {
  answer = { status: 200, body };
  await expect(scraped()).rejects.toMatchObject({ type: 'Unavailable' });
});

test('nobody there, or too slow', async () => {
  const nobody = prometheus('http://127.0.0.1:1').sampleOwn('up', new Date(), AbortSignal.timeout(5000));
  await expect(nobody).rejects.toMatchObject({ type: 'Unavailable' });
  const slow = createServer(() => undefined);
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
  const { port } = slow.address() as { port: number };
  const late = prometheus(`http://127.0.0.1:${port}`, 200).sampleOwn('up', new Date(), AbortSignal.timeout(5000));
  await expect(late).rejects.toMatchObject({ type: 'Unavailable' });
  slow.closeAllConnections();
  await new Promise((resolve) => slow.close(resolve));
});

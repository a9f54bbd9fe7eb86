import { expect, test } from '@jest/globals';
import { growthReader } from '../../../activities/metrics/growth-reader.js';
import { prometheus } from '../../../activities/metrics/prometheus.js';
import { readCallers } from '../../../activities/preflight/callers.js';
import { Findings } from '../../../activities/preflight/findings.js';
import { answering, served, vector } from './served.js';

const signal = () => AbortSignal.timeout(50_000);
const partial = 'No StoreAPIs matched for this query: store-3: connection refused';

test.each<[string, object, string]>([
  ['a store of Thanos that is away', { warnings: [partial] }, partial],
  ['several', { warnings: ['PromQL info: metric might not be a counter', partial, 'b'] }, `${partial}; b`],
  ['what is wrong with the figures', { warnings: ['PromQL warning: bucket label "le" is missing'] }, 'PromQL warning'],
  ['VictoriaMetrics without a part', { isPartial: true }, 'the answer is partial'],
  ['a warning in another shape', { warnings: [{ store: 'a' }] }, '{"store":"a"}'],
  ['one that is no list', { warnings: partial }, partial],
])('%s: what was answered does not count, for any query', async (_, warned, said) => {
  await using server = await answering(200, { ...vector('0'), ...warned });
  const source = prometheus(server.url, 20_000);
  const at = new Date();
  for (const asking of [
    () => source.sampleOwn('up', at, signal()),
    () => source.sample('up', at, signal()),
    () => source.scraped('up[5s]', at, signal()),
  ])
    await expect(asking()).rejects.toMatchObject({
      type: 'Unavailable',
      message: expect.stringContaining(`${server.url}: its answer does not count, since it warns: ${said}`),
    });
});

test.each<[string, object]>([
  ['infos', { infos: ['PromQL info: metric might not be a counter, name does not end in _total/_sum/_count: "x"'] }],
  ['infos as old versions give them', { warnings: ['PromQL info: metric might not be a counter: "x"'] }],
  ['no warnings', { warnings: [], isPartial: false }],
  ['none at all', { warnings: null }],
])('%s are no reason to doubt', async (_, more) => {
  await using server = await answering(200, { ...vector('7'), ...more });
  expect(await prometheus(server.url, 20_000).sampleOwn('up', new Date(), signal())).toEqual({
    kind: 'number',
    value: 7,
  });
});

/** A counter that grows by one a second, from 1000 s after 1970 on; while `isPartial` nothing of it is there. */
async function counting(isPartial: () => boolean) {
  return served((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const form = new URLSearchParams(body);
      const [query, until] = [form.get('query') ?? '', Number(form.get('time'))];
      const [, rangeMs = '0'] = /\[(\d+)ms\]/.exec(query) ?? [];
      const seconds = Array.from({ length: Number(rangeMs) / 1000 }, (_, back) => until - back).toReversed();
      const points = seconds.map((second): [number, string] => [second, String(second - 1000)]);
      const last = points.slice(-1)[0];
      const isLast = query.startsWith('last_over_time');
      const metric = { pod: 'a', instance: 'a' };
      const result = [isLast ? { metric, value: last } : { metric, values: points }];
      const data = { resultType: isLast ? 'vector' : 'matrix', result: isPartial() ? [] : result };
      response.end(JSON.stringify({ status: 'success', data, ...(isPartial() ? { warnings: [partial] } : {}) }));
    });
  });
}

test('what a partial answer leaves out was not without growth: it is read by the next that is whole', async () => {
  let isPartial = false;
  await using server = await counting(() => isPartial);
  const reader = () =>
    growthReader(prometheus(server.url, 20_000), { counters: 'c', upTo: 2000, coarseUntil: 0, isTimed: true });
  const at = (seconds: number) => new Date(seconds * 1000);
  const read = reader();
  const grown = (which = read) => which.rest().reduce((sum, { by }) => sum + by, 0);
  isPartial = true; // when it is known where counters begin
  await expect(read.read(at(2020), signal())).rejects.toMatchObject({ message: expect.stringContaining(partial) });
  isPartial = false;
  await read.read(at(2030), signal());
  expect(grown()).toBe(30);
  isPartial = true; // when it is known how they go on
  await expect(read.read(at(2050), signal())).rejects.toMatchObject({ message: expect.stringContaining(partial) });
  isPartial = false;
  await read.read(at(2060), signal());
  const undisturbed = reader();
  await undisturbed.read(at(2060), signal());
  expect(grown()).toBe(60);
  expect(read.rest()).toEqual(undisturbed.rest());
});

test('of callers a partial answer tells nobody, and says why: that is not that nobody called', async () => {
  const findings = new Findings('refuse');
  await using server = await answering(200, { ...vector(), warnings: [partial] });
  const callers = await readCallers(prometheus(server.url, 20_000), { namespace: 'shop' }, findings, signal());
  expect(callers).toBeUndefined();
  expect(findings.notes).toEqual([
    `Who called in the last hour cannot be told: Prometheus at ${server.url}: its answer does not count, since it warns: ${partial}. Ways that the route does not rule count as used.`,
  ]);
});

import { expect, test } from '@jest/globals';
import { queryReport } from '../../../activities/acts/query-report.js';
import { growthReader } from '../../../activities/metrics/growth-reader.js';
import { prometheus } from '../../../activities/metrics/prometheus.js';
import { readCallers } from '../../../activities/preflight/callers.js';
import { metricsProblems } from '../../../activities/preflight/check-metrics.js';
import { Findings } from '../../../activities/preflight/findings.js';
import type { QueryCheck } from '../../../domain/check.js';
import { parseRelease } from '../../../spec/parse.js';
import { planOf } from '../../domain/planned.js';
import { textWith } from '../../spec/spec-with.js';
import { answering, served, troubleOf, vector } from './served.js';

const signal = () => AbortSignal.timeout(50_000);
const partial = 'No StoreAPIs matched for this query: store-3: connection refused';
const badBucket = 'PromQL warning: bucket label "le" is missing or has a malformed value of "" (1:25)';

test.each<[string, object, string]>([
  ['a store of Thanos that is away', { warnings: [partial] }, partial],
  ['several', { warnings: ['PromQL info: metric might not be a counter', partial, 'b'] }, `${partial}; b`],
  ['a store that is away, and a dubious query', { warnings: [badBucket, partial] }, `${badBucket}; ${partial}`],
  ['a dubious query of VictoriaMetrics without a part', { warnings: [badBucket], isPartial: true }, badBucket],
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

test.each<[string, string[], string]>([
  ['one', [badBucket], badBucket],
  ['one beside a hint', ['PromQL info: metric might not be a counter', badBucket], badBucket],
  ['very many', [badBucket, '3 more warning annotations omitted'], `${badBucket}; 3 more warning annotations omitted`],
  [
    'of an old version',
    ['PromQL warning: quantile value should be between 0 and 1, got 95'],
    'PromQL warning: quantile',
  ],
])(
  "warnings on a person's own query, %s: the query is the cause, and no waiting mends it",
  async (_, warnings, said) => {
    await using server = await answering(200, { ...vector('0'), warnings });
    const source = prometheus(server.url, 20_000);
    const { type, message } = await troubleOf(source.sampleOwn('histogram_quantile(0.9, x)', new Date(), signal()));
    expect(type).toBe('InvalidSpec');
    expect(message).toContain(`its figure does not count, since Prometheus doubts the query itself: ${said}`);
    expect(message).toMatch(/; write it so that Prometheus warns of nothing$/);
    expect(message).not.toContain(server.url);
  },
);

test('on a query of ours they are no fault of any person', async () => {
  await using server = await answering(200, { ...vector('0'), warnings: [badBucket] });
  const source = prometheus(server.url, 20_000);
  for (const how of ['sample', 'scraped'] as const)
    expect(await troubleOf(source[how]('up', new Date(), signal()))).toMatchObject({
      type: 'Unavailable',
      message: expect.stringContaining(`${server.url}: its answer does not count, since it warns: ${badBucket}`),
    });
});

test('a look has no verdict by a dubious query, and names its check', async () => {
  await using server = await answering(200, { ...vector('0'), warnings: [badBucket] });
  const check: QueryCheck = {
    ...{ name: 'slow orders', metric: 'query', query: 'histogram_quantile(0.9, x)' },
    ...{ threshold: { operator: '<', value: 1 }, windowMs: 1000, failures: 1 },
  };
  const asked = { plan: planOf(), weight: 50, at: new Date(1_000_000), from: 0, signal: signal() };
  const report = await queryReport(check, new Map(), { metrics: prometheus(server.url, 20_000), ...asked });
  expect(report).toEqual({
    ...{ name: 'slow orders', verdict: 'inconclusive' },
    reason: expect.stringMatching(
      /^slow orders: its figure does not count, since Prometheus doubts the query itself: /,
    ),
  });
});

test('preflight refuses a dubious query by its check, and asks it once; of another it is asked again', async () => {
  const asked: string[] = [];
  await using server = await served((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const query = new URLSearchParams(body).get('query') ?? '';
      asked.push(query);
      const warnings = query === 'dubious' ? [badBucket] : query === 'partial' ? [partial] : [];
      response.end(JSON.stringify({ ...vector('1'), warnings }));
    });
  });
  const checks = ['dubious', 'partial', 'fine'].map((query) => ({ name: query, query, pass: '< 1' }));
  const parsed = parseRelease(textWith({ checks }));
  if ('problems' in parsed) throw new Error('the spec is wrong');
  expect(await metricsProblems(prometheus(server.url, 20_000), parsed.spec, signal())).toEqual([
    `The query of check dubious cannot be run: its figure does not count, since Prometheus doubts the query itself: ${badBucket}; write it so that Prometheus warns of nothing.`,
    `The query of check partial cannot be run: Prometheus at ${server.url}: its answer does not count, since it warns: ${partial}.`,
  ]);
  expect(asked.filter((query) => query === 'dubious')).toHaveLength(1);
  expect(asked.filter((query) => query === 'partial')).toHaveLength(3);
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

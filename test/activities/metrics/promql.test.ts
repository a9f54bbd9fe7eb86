import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { callersQuery } from '../../../activities/metrics/callers-query.js';
import { fillQuery } from '../../../activities/metrics/fill-query.js';
import { requestsQuery } from '../../../activities/metrics/istio-queries.js';
import { quote, selector } from '../../../activities/metrics/promql.js';
import { ruledOf, subjectOf } from '../../../activities/metrics/subject-of.js';
import { planOf } from '../../domain/planned.js';

const subject = { namespace: 'bookinfo', service: 'reviews', workload: 'reviews-v2', windowMs: 30_000 };

test('a query is made from data', () => {
  expect(requestsQuery(subject)).toBe(
    'sum(increase(istio_requests_total{reporter="source",destination_service_namespace="bookinfo",destination_service_name="reviews",destination_workload="reviews-v2"}[30000ms]))',
  );
});

test('requests are counted for the Services of both versions, and of those alone where the share is measured', () => {
  const at = (host: string) => ({ host, port: { number: 9080 } });
  const plan = planOf({
    route: {
      ...{ kind: 'gateway-api', namespace: 'bookinfo', resource: 'HTTPRoute', name: 'reviews' },
      ...{ rule: { by: 'index', index: 0 }, missingServices: [], before: [] },
      ...{ stable: at('reviews-v1'), canary: at('reviews-v2.bookinfo.svc.cluster.local') },
    },
  });
  const query = (of: object) => requestsQuery({ ...subject, ...of });
  expect(query(subjectOf(plan))).toContain('destination_service_name=~"reviews|reviews-v1|reviews-v2",');
  expect(query(ruledOf(plan))).toContain('destination_service_name=~"reviews-v1|reviews-v2",');
  expect([query(subjectOf(planOf())), query(ruledOf(planOf()))]).toEqual([query({}), query({})]);
  const { route, ...same } = planOf();
  if (route.kind !== 'istio') throw new Error('not by Istio');
  const byHosts = {
    ...same,
    route: { ...route, stable: { host: 'reviews-stable' }, canary: { host: 'reviews-canary' } },
  };
  expect(query(subjectOf(byHosts))).toContain('destination_service_name=~"reviews|reviews-stable|reviews-canary",');
  expect(query(ruledOf(byHosts))).toContain('destination_service_name=~"reviews-stable|reviews-canary",');
  expect(selector({ label: ['a.b', 'c|d"'] })).toBe('{label=~"a\\\\.b|c\\\\|d\\""}');
});

test.each([
  ['a"} or vector(1) #', '"a\\"} or vector(1) #"'],
  ['back\\slash', '"back\\\\slash"'],
  ['two\nlines', '"two\\nlines"'],
])('%j cannot leave its string', (text, quoted) => {
  expect(quote(text)).toBe(quoted);
  expect(selector({ label: text })).toBe(`{label=${quoted}}`);
});

test('whatever the text, it reads back as it was', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const back = quote(text)
        .slice(1, -1)
        .replaceAll(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
      return back === text && !/(^|[^\\])(\\\\)*"/.test(quote(text).slice(1, -1));
    }),
  );
});

test("a person's query gets its parameters, escaped, and keeps everything else", () => {
  const query = 'sum(rate(errors{version="{{version}}", ns="{{ namespace }}"}[{{window}}])) # {{other}}';
  expect(fillQuery(query, { ...subject, version: 'v"2', deployment: 'reviews-v2' })).toBe(
    'sum(rate(errors{version="v\\"2", ns="bookinfo"}[30000ms])) # {{other}}',
  );
});

test('who called is asked of every Service of the namespace, what is young counted from nothing', () => {
  const counters = 'istio_requests_total{destination_service_namespace="bookinfo"}';
  const by =
    'destination_service_name, reporter, source_workload, source_workload_namespace, connection_security_policy';
  expect(callersQuery('istio_requests_total', { namespace: 'bookinfo', windowMs: 60_000 })).toBe(
    `sum by (${by}) ((increase(${counters}[60000ms]) and ${counters} offset 60000ms) or (max_over_time(${counters}[60000ms]) unless ${counters} offset 60000ms)) > 0`,
  );
});

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fillQuery } from '../../../activities/metrics/fill-query.js';
import { requestsQuery } from '../../../activities/metrics/istio-queries.js';
import { quote, selector } from '../../../activities/metrics/promql.js';

const subject = { namespace: 'bookinfo', service: 'reviews', version: 'v2', windowMs: 30_000 };

test('a query is made from data', () => {
  expect(requestsQuery(subject)).toBe(
    'sum(increase(istio_requests_total{reporter="source",destination_service_namespace="bookinfo",destination_service_name="reviews",destination_version="v2"}[30000ms]))',
  );
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
  expect(fillQuery(query, { ...subject, version: 'v"2' })).toBe(
    'sum(rate(errors{version="v\\"2", ns="bookinfo"}[30000ms])) # {{other}}',
  );
});

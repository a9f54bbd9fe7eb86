import { expect, test } from '@jest/globals';
import { type Answered, probeVerdict } from '../../domain/probe-verdict.js';
import type { ProbeRequest } from '../../domain/release-spec.js';

const request = (expected: Partial<ProbeRequest['expect']> = {}, path = '/reviews/7'): ProbeRequest => {
  return { path, headers: {}, expect: { status: 200, json: {}, ...expected } };
};
const stars = request({ json: { '$.reviews[0].rating.stars': 5 } });
const body = '{"reviews":[{"rating":{"stars":5}}]}';
const no = 'GET /reviews/7: ';

test.each<[string, ProbeRequest, Answered | undefined, string | undefined]>([
  ['the status alone', request(), { status: 200, body: '' }, undefined],
  ['another status wanted', request({ status: 404 }), { status: 404, body: 'no' }, undefined],
  ['a value in JSON', stars, { status: 200, body }, undefined],
  ['null in JSON', request({ json: { '$.a': null } }), { status: 200, body: '{"a":null}' }, undefined],
  ['a text in the body', request({ body: 'stars' }), { status: 200, body }, undefined],
  ['a long body nobody looks into', request(), { status: 200, body: '', cut: true }, undefined],
  ['the wrong status', request(), { status: 500, body: 'oh' }, 'expected status 200, got 500 with "oh"'],
  [
    'no answer',
    stars,
    { status: 0, body: '', error: 'Connection refused' },
    'expected status 200, got no answer (Connection refused)',
  ],
  [
    'half an answer',
    request(),
    { status: 200, body: '{"re', error: 'Operation timed out' },
    'got status 200, but no whole answer (Operation timed out)',
  ],
  [
    'another value',
    stars,
    { status: 200, body: body.replace('5', '4') },
    'expected 5 at $.reviews[0].rating.stars, got 4',
  ],
  [
    'a text for a number',
    stars,
    { status: 200, body: body.replace('5', '"5"') },
    'expected 5 at $.reviews[0].rating.stars, got "5"',
  ],
  ['no such field', stars, { status: 200, body: '{}' }, 'expected 5 at $.reviews[0].rating.stars, got nothing'],
  ['no JSON', stars, { status: 200, body: '<html>' }, 'expected JSON, got "<html>"'],
  ['another text', request({ body: 'red' }), { status: 200, body: 'black' }, 'expected "red" in the body, got "black"'],
  ['too long to judge', stars, { status: 200, body: '', cut: true }, 'the answer is too long to be looked into'],
  ['nothing sent', request(), undefined, 'was not sent'],
])('%s', (_, sent, answer, why) => {
  expect(probeVerdict([sent], answer ? [answer] : [])).toEqual(
    why === undefined
      ? { kind: 'done', detail: '1 of 1 requests answered as expected' }
      : { kind: 'bad', why: `${no}${why}` },
  );
});

test('every wrong answer is named, and long texts are cut', () => {
  const verdict = probeVerdict(
    [request(), request({}, '/a'), request({}, `/${'b'.repeat(500)}`)],
    [
      { status: 200, body: '' },
      { status: 500, body: 'x'.repeat(70_000) },
      { status: 404, body: '' },
    ],
  );
  expect(verdict).toEqual({ kind: 'bad', why: expect.stringMatching(/^GET \/a: .*got 500.*; GET \/b+…: .*got 404/) });
  expect(JSON.stringify(verdict).length).toBeLessThan(600);
});

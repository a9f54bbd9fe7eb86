import { expect, test } from '@jest/globals';
import { badRelease, goodRelease } from '../../demo/spec-text.js';
import { trafficOf, type Way } from '../../demo/traffic.js';
import { parseRelease } from '../../spec/parse.js';
import { canary, judged, oneRequest, quick, specText } from '../cluster/release/spec-text.js';

const ways = Object.keys(trafficOf) as Way[];

test.each<[string, string]>([
  ['of the tests with a cluster, the usual one', specText('e-stage')],
  ['of these, one that is judged', specText('e-stage', judged)],
  ['of these, a quick one', specText('e-stage', { ...quick, canary: canary({ ERROR_RATE: '0.2' }) })],
  ['of these, one of ratings', specText('e-stage', { verify: oneRequest }, 'ratings')],
  ...ways.map((way): [string, string] => [`the demo's good one by ${way}`, goodRelease(way)]),
  ...ways.map((way): [string, string] => [`the demo's bad one by ${way}`, badRelease(way)]),
])('%s is a spec', (_what, text) => {
  expect(parseRelease(text)).toEqual({ spec: expect.any(Object) });
});

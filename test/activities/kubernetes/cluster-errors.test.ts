import { expect, test } from '@jest/globals';
import { troubleFromAnswer } from '../../../activities/kubernetes/cluster-errors.js';

const status = (code: number, message: string) => JSON.stringify({ kind: 'Status', code, message });
const what = 'change VirtualService shop/reviews';

test.each([
  [400, 'InvalidSpec'],
  [401, 'Forbidden'],
  [403, 'Forbidden'],
  [404, 'NotFound'],
  [409, 'Conflict'],
  [422, 'InvalidSpec'],
  [429, 'Throttled'],
  [410, 'Unavailable'],
  [500, 'Unavailable'],
  [503, 'Unavailable'],
  [504, 'Unavailable'],
])('status %i is %s, told with what was tried and what was said', (code, type) => {
  const trouble = troubleFromAnswer(what, code, status(code, 'the words of the API server'));
  expect(trouble.type).toBe(type);
  expect(trouble.message).toMatch(/Could not change VirtualService shop\/reviews: .*the words of the API server/);
  expect(trouble.cause).toBeInstanceOf(Error);
});

test('a JSON Patch whose test fails is a conflict', () => {
  const said = status(422, 'the server rejected our request due to an error in our request');
  expect(troubleFromAnswer(what, 422, said).type).toBe('Conflict');
});

test('Istio’s webhook that does not answer is named as the reason, and is worth another try', () => {
  const said = status(
    500,
    'Internal error occurred: failed calling webhook "validation.istio.io": failed to call webhook: Post "https://istiod.istio-system.svc:443/validate?timeout=10s": dial tcp 10.96.1.2:443: connect: connection refused',
  );
  const trouble = troubleFromAnswer(what, 500, said);
  expect(trouble.type).toBe('Unavailable');
  expect(trouble.message).toMatch(
    /refused because Istio's webhook validation\.istio\.io does not answer \(is istiod down\?\)/,
  );
});

test('a write that the API server gives up is told with what it most often waits for', () => {
  const said = status(504, 'Timeout: request did not complete within the allotted timeout');
  expect(troubleFromAnswer(what, 504, said)).toMatchObject({
    type: 'Unavailable',
    message: expect.stringContaining('a webhook that must pass the write hangs'),
  });
});

test('an answer that is no JSON is told as it is', () => {
  expect(troubleFromAnswer(what, 502, '<html>Bad Gateway</html>').message).toContain('<html>Bad Gateway</html>');
  expect(troubleFromAnswer(what, 502, '').message).toContain('status 502');
});

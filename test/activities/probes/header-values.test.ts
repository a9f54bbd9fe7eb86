import { expect, test } from '@jest/globals';
import type { Cluster } from '../../../activities/kubernetes/cluster.js';
import { headerValues, masked } from '../../../activities/probes/header-values.js';

const data = {
  token: Buffer.from('Bearer abc.DEF-123\n').toString('base64'),
  lines: Buffer.from('a\r\nx-evil: 1').toString('base64'),
  empty: '',
};
const cluster = {
  get: (_: string, namespace: string, name: string) =>
    Promise.resolve(namespace === 'shop' && name === 'probe' ? { data } : undefined),
} as unknown as Cluster;
const read = (name: string, key: string) =>
  headerValues(cluster, 'shop', { 'x-plain': 'a', authorization: { name, key } }, new AbortController().signal);

test('a value is that of the key, without the line break at its end; what is written down stays apart', async () => {
  expect(await read('probe', 'token')).toEqual({
    plain: { 'x-plain': 'a' },
    secret: { authorization: 'Bearer abc.DEF-123' },
  });
});

test.each([
  ['nobody', 'token', 'NotFound', /^header authorization: there is no Secret nobody$/],
  ['probe', 'tokens', 'NotFound', /^header authorization: Secret probe has no key tokens; it has token, lines, empty$/],
  ['probe', 'constructor', 'NotFound', /has no key constructor/],
  ['probe', 'lines', 'InvalidSpec', /^header authorization: key lines of Secret probe has several lines/],
  ['probe', 'empty', 'InvalidSpec', /key empty of Secret probe is empty$/],
])('%s, %s: %s', async (name, key, type, why) => {
  await expect(read(name, key)).rejects.toMatchObject({ type, message: expect.stringMatching(why) });
});

test('what a service says of it is masked: the whole value, a word of it, and as JSON writes it', () => {
  const headers = { plain: { a: 'open' }, secret: { authorization: 'Bearer abcdefgh', cookie: 'a"b' } };
  expect(masked('you sent "Bearer abcdefgh", open', headers)).toBe('you sent "***", open');
  expect(masked('no such token: abcdefgh', headers)).toBe('no such token: ***');
  expect(masked('{"cookie":"a\\"b"} Bearer', headers)).toBe('{"cookie":"***"} Bearer');
});

import { expect, test } from '@jest/globals';
import { loadCommand, requestCommand } from '../../../activities/probes/curl-command.js';

const address = { host: 'dark.shop.svc', ip: '10.0.0.7', port: 80 };
const none = { plain: {}, secret: {} };

test('a request is one command, what varies in arguments of its own', () => {
  const headers = { plain: { 'x-a': "'; rm -rf /", 'x-b': ' ' }, secret: {} };
  const { command, input } = requestCommand({ path: '/a?b=[1]#c', headers }, address);
  expect(command.slice(0, 2)).toEqual(['curl', '--disable']); // which must come first
  expect(command.slice(command.indexOf('--request-target'))).toEqual([
    '--request-target',
    '/a?b=[1]#c',
    '--header',
    "x-a: '; rm -rf /",
    '--header',
    'x-b;',
    '--max-filesize',
    '65536',
    'http://dark.shop.svc:80/',
  ]);
  expect(command.join(' ')).toContain('--resolve dark.shop.svc:80:10.0.0.7 ');
  expect(input).toBeUndefined();
});

test('an IPv6 address stands in brackets', () => {
  const { command } = requestCommand({ path: '/', headers: none }, { ...address, ip: 'fd00::7' });
  expect(command).toContain('dark.shop.svc:80:[fd00::7]');
});

test('a batch is as short for many requests as for one', () => {
  const { command } = loadCommand({ path: '/{a}', headers: none }, 500, 20, address);
  expect(command.at(-1)).toBe('http://dark.shop.svc:80/[1-500]');
  expect(command[command.indexOf('--parallel-max') + 1]).toBe('20');
  expect(command[command.indexOf('--request-target') + 1]).toBe('/{a}');
});

test('what is secret is told on standard input, and stands in no command', () => {
  const request = {
    path: '/',
    headers: { plain: { 'x-a': 'b' }, secret: { authorization: 'Bearer s3', cookie: 's=4' } },
  };
  for (const { command, input } of [requestCommand(request, address), loadCommand(request, 5, 1, address)]) {
    expect(command.join(' ')).toContain('--header x-a: b --header @- ');
    expect(command.join(' ')).not.toMatch(/s3|s=4/);
    expect(input).toBe('authorization: Bearer s3\ncookie: s=4\n');
  }
});

test('TLS is spoken to the name of the certificate, and any will do where that is said', () => {
  const to = (insecure: boolean) =>
    requestCommand({ path: '/', headers: none }, { ...address, tls: { insecure } }).command;
  expect(to(false).at(-1)).toBe('https://dark.shop.svc:80/');
  expect(to(false)).not.toContain('--insecure');
  expect(to(true)).toContain('--insecure');
});

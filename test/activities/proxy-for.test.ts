import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { prometheus } from '../../activities/metrics/prometheus.js';
import { deliver } from '../../activities/notifications/deliver.js';
import { proxyFor } from '../../activities/proxy-for.js';
import { noticeOf } from './notifications/notice-of.js';

const scalar = '{"status":"success","data":{"resultType":"scalar","result":[1,"7"]}}';
const variables = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY'].flatMap((name) => [name, name.toLowerCase()]);
const before = variables.map((name) => [name, process.env[name]] as const);

let proxy: Server;
let direct: Server;
/** What the proxy was asked, and what was asked past it. */
let asked: string[];

/** A server that notes what it is asked and answers as a Prometheus does: as a proxy it leads nowhere. */
async function listening(): Promise<Server> {
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.setHeader('content-type', 'application/json').end(scalar);
  });
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const portOf = (server: Server) => (server.address() as { port: number }).port;
const ask = (url: string) => prometheus(url).sampleOwn('up', new Date(), AbortSignal.timeout(5000));
const tell = (url: string) =>
  deliver({ notice: noticeOf(), receiver: { kind: 'slack', url } }, AbortSignal.timeout(5000)).catch(() => undefined);

beforeAll(async () => {
  [proxy, direct] = await Promise.all([listening(), listening()]);
});
afterAll(() => {
  for (const server of [proxy, direct]) server.close().closeAllConnections();
});
beforeEach(() => {
  asked = [];
  for (const name of variables) delete process.env[name];
  process.env['HTTP_PROXY'] = process.env['HTTPS_PROXY'] = `http://127.0.0.1:${portOf(proxy)}`;
});
afterEach(() => {
  for (const [name, value] of before) {
    delete process.env[name];
    if (value !== undefined) process.env[name] = value;
  }
});

test.each(['127.0.0.1', 'localhost'])('%s is asked past the proxy', async (host) => {
  process.env['HTTP_PROXY'] = 'http://127.0.0.1:1';
  const url = `http://${host}:${portOf(direct)}`;
  expect(await ask(url)).toEqual({ kind: 'number', value: 7 });
  await tell(`${url}/told`);
  expect(asked).toEqual(['POST /api/v1/query', 'POST /told']);
});

test('others are asked through it', async () => {
  expect(await ask('http://prometheus.example:9090')).toEqual({ kind: 'number', value: 7 });
  await tell('http://receiver.example/told');
  await tell('https://hooks.example/told');
  expect(asked).toEqual([
    'POST http://prometheus.example:9090/api/v1/query',
    'POST http://receiver.example/told',
    'CONNECT hooks.example:443',
  ]);
});

test('the variables count in lower case, too', async () => {
  for (const name of variables) delete process.env[name];
  process.env['http_proxy'] = `http://127.0.0.1:${portOf(proxy)}`;
  await ask('http://prometheus.example:9090');
  const url = `http://0.0.0.0:${portOf(direct)}`;
  process.env['no_proxy'] = '0.0.0.0';
  await ask(url);
  expect(asked).toEqual(['POST http://prometheus.example:9090/api/v1/query', 'POST /api/v1/query']);
});

test("the proxy's own credentials are used, and in no message", async () => {
  const secret = (host: string) => `http://ada:s3cret@${host}`;
  process.env['HTTPS_PROXY'] = secret(`127.0.0.1:${portOf(proxy)}`);
  const refused = ask('https://prometheus.example');
  process.env['HTTP_PROXY'] = secret('127.0.0.1:1');
  const gone = ask('http://prometheus.example');
  process.env['HTTP_PROXY'] = secret(':::::');
  const mistaken = ask('http://prometheus.example');
  for (const ended of await Promise.allSettled([refused, gone, mistaken])) {
    if (ended.status === 'fulfilled') throw new Error('it was answered');
    const { message, stack, cause } = ended.reason as Error;
    expect(ended.reason).toMatchObject({ name: 'Trouble', message: expect.stringMatching(/^Prometheus at http/) });
    expect([message, stack, String(cause), JSON.stringify(cause)].join(' ')).not.toMatch(/s3cret|ada/);
  }
  expect(asked).toEqual(['CONNECT prometheus.example:443']);
});

test('a proxy that does not answer is cut at the time limit', async () => {
  const silent = createServer().on('connect', () => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const sockets: Socket[] = [];
  silent.on('connection', (socket: Socket) => sockets.push(socket));
  process.env['HTTPS_PROXY'] = `http://127.0.0.1:${portOf(silent)}`;
  const late = prometheus('https://prometheus.example', 300).sampleOwn('up', new Date(), AbortSignal.timeout(50_000));
  await expect(late).rejects.toMatchObject({
    message: 'Prometheus at https://prometheus.example: it has not answered in full within 0.3 s',
  });
  silent.close();
  for (const socket of sockets) socket.destroy();
});

test('but for those that NO_PROXY names', async () => {
  const url = `http://0.0.0.0:${portOf(direct)}`; // leads to this machine, and is none of its addresses
  await ask(url);
  process.env['NO_PROXY'] = '0.0.0.0';
  await ask(url);
  expect(asked).toEqual([`POST ${url}/api/v1/query`, 'POST /api/v1/query']);
});

test.each([
  'http://localhost',
  'http://prometheus.localhost:9090',
  'http://a.localhost.',
  'http://127.1:9090',
  'https://127.255.0.3/x',
  'http://[::1]:9090',
])('%s is this machine', (url) => {
  expect(proxyFor(url)).toEqual({ proxy: false });
});

test.each([
  'http://prometheus:9090',
  'http://localhost.example',
  'http://127.0.0.1.example',
  'http://notlocalhost',
  'http://128.0.0.1',
  'http://[::2]',
])('%s is not', (url) => {
  expect(proxyFor(url)).toEqual({});
});

import { afterEach, describe, expect, test } from '@jest/globals';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { StreamCounts } from '../../../playground/apps/program/users/counts.js';
import { ask } from './ask.js';
import { countsOfOne } from './counts-of.js';
import { closedPort, endAll, startApp, startHttp, startTcp, type StartedApp } from './started.js';
import { waitFor } from './wait-for.js';

afterEach(endAll);

const startUsers = (stream: object): Promise<StartedApp> =>
  startApp('users', { STREAMS: JSON.stringify([{ name: 'one', kind: 'http', timeoutMs: 60_000, ...stream }]) });

/** Waits for at least `count` requests and gives the counts. */
function afterRequests(users: StartedApp, count: number): Promise<StreamCounts> {
  return waitFor(`${count} requests`, async () => {
    const counts = await countsOfOne(users);
    return counts.requests >= count && counts;
  });
}

describe('what users get', () => {
  test('is counted by status, version and what served it', async () => {
    const server = await startHttp((_, response) => {
      response.setHeader('x-app-version', 'v2');
      response.setHeader('x-served-by', 'reviews=v3');
      response.end('{}');
    });
    const users = await startUsers({ url: server.url, ratePerSecond: 50 });
    const counts = await afterRequests(users, 5);
    const { requests } = counts;
    const latency = expect.any(Number);
    expect(counts).toEqual({
      requests,
      failed: 0,
      dropped: 0,
      connections: expect.any(Number),
      byStatus: { 200: requests },
      byVersion: { v2: requests },
      byServedBy: { 'reviews=v3': requests },
      latencyMs: { p50: latency, p99: latency, max: latency },
    });
    const metrics = (await ask(`${users.control}/metrics`)).text;
    expect(metrics).toMatch(/users_requests_total\{stream="one",status="200",version="v2",served_by="reviews=v3"\} \d/);
    expect(metrics).toMatch(/users_request_duration_seconds_count\{stream="one"\} \d/);
  });

  test.each([
    [200, [], false],
    [302, [], false],
    [404, [], true],
    [404, [404], false],
    [500, [], true],
    [503, [404], true],
  ])('status %d with %j expected: failed is %s', async (status, expectedStatuses, failed) => {
    const server = await startHttp((_, response) => response.writeHead(status).end());
    const users = await startUsers({ url: server.url, ratePerSecond: 50, expectedStatuses });
    const { requests, failed: failures, byStatus, byVersion } = await afterRequests(users, 3);
    expect([byStatus, byVersion, failures]).toEqual([
      { [status]: requests },
      { none: requests },
      failed ? requests : 0,
    ]);
  });

  test.each([
    ['refused', async () => `http://127.0.0.1:${await closedPort()}`],
    ['timeout', async () => (await startHttp(() => {})).url],
    ['reset', async () => (await startHttp((request) => request.socket.destroy())).url],
    ['cut', async () => (await startHttp(cutShort)).url],
    ['unresolved', async () => `http://${'a'.repeat(64)}`], // no name is that long, so nobody is asked
    ['error', async () => (await startTcp((socket) => socket.end('this is no HTTP\r\n\r\n'))).url],
  ])('no whole answer counts as %s, and failed', async (status, url) => {
    const users = await startUsers({
      url: await url(),
      ratePerSecond: 50,
      timeoutMs: status === 'timeout' ? 50 : 60_000,
    });
    const { requests, failed, byStatus, byVersion, latencyMs } = await afterRequests(users, 3);
    expect([byStatus, failed]).toEqual([{ [status]: requests }, requests]);
    expect(byVersion).toEqual({ [status === 'cut' ? 'v9' : 'none']: requests });
    // Who waited in vain did wait; how fast a connection breaks is no latency.
    expect(latencyMs.max !== null).toBe(status === 'timeout');
  });

  test('an answer that begins in time and does not end is a timeout', async () => {
    const server = await startHttp((_, response) => response.writeHead(200).write('begin'));
    const users = await startUsers({ url: server.url, ratePerSecond: 50, timeoutMs: 50 });
    const { requests, byStatus, latencyMs } = await afterRequests(users, 3);
    expect(byStatus).toEqual({ timeout: requests });
    expect(latencyMs.p50).toBeGreaterThan(49);
  });
});

function cutShort(_: unknown, response: ServerResponse): void {
  response.writeHead(200, { 'content-length': '1000', 'x-app-version': 'v9' });
  response.write('the beginning', () => response.destroy());
}

describe('how users send', () => {
  test('headers of testers, and another host than the address has', async () => {
    const seen: IncomingHttpHeaders[] = [];
    const server = await startHttp(({ headers }, response) => {
      seen.push(headers);
      response.end();
    });
    const headers = { host: 'bookinfo.example', cookie: 'user=tester', 'x-group': 'test' };
    const users = await startUsers({ url: server.url, ratePerSecond: 50, headers });
    await afterRequests(users, 2);
    expect(seen[0]).toMatchObject(headers);
  });

  test('http does not wait for slow answers', async () => {
    const held: ServerResponse[] = [];
    const server = await startHttp((_, response) => held.push(response));
    const users = await startUsers({ url: server.url, ratePerSecond: 50, timeoutMs: 60_000 });
    await waitFor('20 requests are under way', async () => held.length >= 20);
    expect((await countsOfOne(users)).requests).toBe(0);
    expect(server.sockets.length).toBeGreaterThanOrEqual(20);
    for (const response of held) response.end();
    const { byStatus } = await afterRequests(users, 20);
    expect(Object.keys(byStatus)).toEqual(['200']); // some may be dropped, where the machine holds the users up
  });

  test('what is due with too much under way is dropped and counted', async () => {
    let arrived = 0;
    const server = await startHttp(() => (arrived += 1));
    const users = await startUsers({ url: server.url, ratePerSecond: 100, timeoutMs: 60_000, maxInFlight: 3 });
    const counts = await waitFor('10 are dropped', async () => {
      const now = await countsOfOne(users);
      return now.dropped >= 10 && arrived >= 3 && now;
    });
    expect([arrived, counts.requests, counts.failed]).toEqual([3, 0, 0]);
    expect((await ask(`${users.control}/metrics`)).text).toMatch(/users_dropped_total\{stream="one"\} \d\d/);
  });

  test('keepalive sends one after another over one connection', async () => {
    let under = 0;
    let most = 0;
    const server = await startHttp((_, response) => {
      most = Math.max(most, (under += 1));
      setTimeout(() => {
        under -= 1;
        response.end();
      }, 20);
    });
    const users = await startUsers({ kind: 'keepalive', url: server.url, ratePerSecond: 100 });
    const { byStatus, requests, connections, dropped } = await afterRequests(users, 10);
    expect([byStatus, connections, server.sockets.length, most]).toEqual([{ 200: requests }, 1, 1, 1]);
    expect(dropped).toBeGreaterThan(0);
  });

  test('keepalive counts a connection that was cut and opens another', async () => {
    const server = await startHttp((_, response) => response.end());
    const users = await startUsers({ kind: 'keepalive', url: server.url, ratePerSecond: 50 });
    await afterRequests(users, 3);
    server.sockets[0]?.destroy();
    await waitFor('there is another connection', async () => server.sockets.length > 1);
    await waitFor('it is counted', async () => (await countsOfOne(users)).connections > 1);
    const before = await countsOfOne(users);
    const after = await afterRequests(users, before.requests + 5);
    expect([after.connections, server.sockets.length]).toEqual([2, 2]);
  });
});

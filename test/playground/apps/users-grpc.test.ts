import { afterEach, describe, expect, test } from '@jest/globals';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamCounts } from '../../../playground/apps/program/users/counts.js';
import { ask } from './ask.js';
import { countsOfOne } from './counts-of.js';
import { closedPort, endAll, startApp, startTcp, type StartedApp } from './started.js';
import { waitFor } from './wait-for.js';

afterEach(endAll);

async function startUsers(port: number, settings: object = {}): Promise<StartedApp> {
  const stream = { name: 'one', kind: 'grpc', url: `grpc://127.0.0.1:${port}`, ratePerSecond: 20, ...settings };
  return startApp('users', { STREAMS: JSON.stringify([stream]) });
}

/** Waits until so many of a status are counted and gives the counts. */
function afterStatus(users: StartedApp, status: string, count: number): Promise<StreamCounts> {
  return waitFor(`${count} times ${status}`, async () => {
    const counts = await countsOfOne(users);
    return (counts.byStatus[status] ?? 0) >= count && counts;
  });
}

describe('a grpc stream of users', () => {
  test('counts its messages by version', async () => {
    const { grpcPort } = await startApp('ratings', { VERSION: 'v2' });
    // Messages keep coming for longer than the time limit, which is for silence alone.
    const users = await startUsers(grpcPort, { timeoutMs: 4000 });
    const counts = await afterStatus(users, 'message', 25);
    const { requests } = counts;
    expect(counts).toMatchObject({ failed: 0, connections: 1, byStatus: { message: requests } });
    expect(counts.byVersion).toEqual({ v2: requests });
    expect(counts.latencyMs.max).toBeGreaterThan(0);
    const metrics = (await ask(`${users.control}/metrics`)).text;
    expect(metrics).toMatch(/users_requests_total\{stream="one",status="message",version="v2",served_by="none"\} \d/);
  });

  test('hangs up after so many messages, and calls again', async () => {
    const { grpcPort } = await startApp('ratings', { VERSION: 'v2' });
    const users = await startUsers(grpcPort, { messages: 2 });
    const counts = await afterStatus(users, 'message', 6);
    expect(counts).toMatchObject({ failed: 0, byStatus: { message: counts.requests } });
    expect(counts.connections).toBeGreaterThanOrEqual(3);
    expect(counts.connections).toBeLessThanOrEqual(Math.ceil(counts.requests / 2) + 1);
  });

  test('counts a cut and opens another', async () => {
    const { grpcPort } = await startApp('ratings');
    const between = await startTcp((socket) => {
      const onward = connect(grpcPort, '127.0.0.1');
      onward.on('error', () => {});
      onward.on('close', () => socket.destroy());
      socket.on('close', () => onward.destroy());
      socket.pipe(onward).pipe(socket);
    });
    const users = await startUsers(between.port);
    const before = await afterStatus(users, 'message', 1);
    for (const socket of between.sockets) socket.destroy();
    const after = await waitFor('there are messages again', async () => {
      const counts = await countsOfOne(users);
      return counts.connections > 1 && (counts.byStatus['message'] ?? 0) > (before.byStatus['message'] ?? 0) && counts;
    });
    const { message: messages = 0, ...ends } = after.byStatus;
    expect(after.failed).toBeGreaterThan(0);
    expect(Object.keys(ends)).toEqual(['UNAVAILABLE']);
    expect(after.requests).toBe(messages + after.failed);
  });

  test('counts an end in good order, which is no failure', async () => {
    const ratings = await startApp('ratings', { DRAIN_SECONDS: '2' });
    const users = await startUsers(ratings.grpcPort);
    await afterStatus(users, 'message', 1);
    const end = ratings.end();
    expect(await afterStatus(users, 'OK', 1)).toMatchObject({ failed: 0 });
    await end;
  });

  test('counts nobody there', async () => {
    const users = await startUsers(await closedPort());
    const { requests, failed, byVersion } = await afterStatus(users, 'UNAVAILABLE', 2);
    expect([failed, byVersion]).toEqual([requests, { none: requests }]);
  });

  test('counts a failure by its name', async () => {
    const { grpcPort } = await startApp('ratings', { ERROR_RATE: '1' });
    const users = await startUsers(grpcPort);
    const { requests, failed } = await afterStatus(users, 'INTERNAL', 2);
    expect(failed).toBe(requests);
  });

  test('gives up on a silent stream', async () => {
    const { grpcPort } = await startApp('ratings', { LATENCY_MS: '60000' });
    const users = await startUsers(grpcPort, { timeoutMs: 100 });
    const { requests, failed, byStatus } = await afterStatus(users, 'timeout', 2);
    expect([failed, byStatus]).toEqual([requests, { timeout: requests }]);
  });

  test('rate 0 hangs up, which is no failure', async () => {
    const { grpcPort } = await startApp('ratings');
    const users = await startUsers(grpcPort);
    await afterStatus(users, 'message', 1);
    await ask(`${users.control}/streams/one`, { method: 'PUT', body: { ratePerSecond: 0 } });
    const before = await countsOfOne(users);
    await sleep(500);
    expect(await countsOfOne(users)).toEqual(before);
    expect(before.failed).toBe(0);
    await ask(`${users.control}/streams/one`, { method: 'PUT', body: { ratePerSecond: 1 } });
    await afterStatus(users, 'message', before.requests + 1);
  });
});

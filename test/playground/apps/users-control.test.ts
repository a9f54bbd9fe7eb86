import { afterEach, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Counts } from '../../../playground/apps/program/users/counts.js';
import { ask, askJson } from './ask.js';
import { countsOf } from './counts-of.js';
import { endAll, startApp, startHttp, type StartedApp, type StartedServer } from './started.js';
import { waitFor } from './wait-for.js';

afterEach(endAll);

interface Started {
  server: StartedServer;
  users: StartedApp;
  requests: (name: string) => Promise<number>;
  put: (name: string, body: unknown) => Promise<{ status: number; body: unknown }>;
}

async function startUsers(kind = 'http'): Promise<Started> {
  const server = await startHttp((_, response) => response.end());
  const STREAMS = JSON.stringify([{ name: 'one', kind, url: server.url, ratePerSecond: 50 }]);
  const users = await startApp('users', { STREAMS });
  const requests = async (name: string): Promise<number> => (await countsOf(users)).streams[name]?.requests ?? -1;
  const put = async (name: string, body: unknown): Promise<{ status: number; body: unknown }> => {
    const { status, text } = await ask(`${users.control}/streams/${name}`, { method: 'PUT', body });
    return { status, body: JSON.parse(text) };
  };
  await waitFor('3 requests', async () => (await requests('one')) >= 3);
  return { server, users, requests, put };
}

describe('the control port of the users', () => {
  test('answers the probes', async () => {
    const { control } = await startApp('users');
    expect((await ask(`${control}/health`)).status).toBe(200);
    const ready = await ask(`${control}/ready`);
    expect([ready.status, ready.headers['x-app']]).toEqual([200, 'users']);
    expect(await askJson(`${control}/streams`)).toEqual({ streams: [] });
  });

  test('counts grow until they are reset', async () => {
    const { users, requests } = await startUsers();
    const before = await countsOf(users);
    const reset = await ask(`${users.control}/counts/reset`, { method: 'POST' });
    const after: Counts = JSON.parse(reset.text);
    expect(after).toMatchObject({ streams: { one: { requests: 0, byStatus: {} } } });
    expect(Date.parse(after.since)).toBeGreaterThan(Date.parse(before.since));
    await waitFor('it counts again', async () => (await requests('one')) > 0);
    expect((await ask(`${users.control}/counts`, { method: 'DELETE' })).status).toBe(405);
  });

  test('rate 0 pauses a stream, another rate sets it going again', async () => {
    const { users, requests, put } = await startUsers();
    const paused = await put('one', { ratePerSecond: 0 });
    expect(paused).toMatchObject({ status: 200, body: { name: 'one', ratePerSecond: 0 } });
    let count = 0;
    await waitFor('nothing that was under way is counted any more', async () => {
      count = await requests('one');
      await sleep(500);
      return (await requests('one')) === count;
    });
    await put('one', { ratePerSecond: 50 });
    await waitFor('it goes on', async () => (await requests('one')) > count);
    expect(await askJson(`${users.control}/streams`)).toMatchObject({ streams: [{ ratePerSecond: 50 }] });
  });

  test('another rate keeps the connection, another header takes a new one', async () => {
    const { server, requests, put } = await startUsers('keepalive');
    await put('one', { ratePerSecond: 0 });
    const count = await requests('one');
    await put('one', { ratePerSecond: 40 });
    await waitFor('it goes on', async () => (await requests('one')) > count + 3);
    expect(server.sockets.length).toBe(1);
    await put('one', { headers: { 'x-group': 'test' } });
    await waitFor('there is another connection', async () => server.sockets.length === 2);
  });

  test('streams come and go, and what they counted stays', async () => {
    const { server, users, requests, put } = await startUsers();
    const url = `${server.url}/two`;
    const put1 = await put('two', { kind: 'http', url, ratePerSecond: 50, headers: { cookie: 'user=tester' } });
    expect(put1).toEqual({
      status: 201,
      body: {
        name: 'two',
        kind: 'http',
        url,
        ratePerSecond: 50,
        headers: { cookie: 'user=tester' },
        timeoutMs: 5000,
        maxInFlight: 100,
        messages: 0,
        expectedStatuses: [],
      },
    });
    await waitFor('two has requests', async () => (await requests('two')) > 0);
    const removal = { method: 'DELETE' };
    expect((await ask(`${users.control}/streams/two`, removal)).status).toBe(200);
    expect((await ask(`${users.control}/streams/two`, removal)).status).toBe(404);
    const count = await requests('two');
    expect(count).toBeGreaterThan(0);
    await sleep(100);
    expect(await requests('two')).toBe(count);
    await ask(`${users.control}/counts/reset`, { method: 'POST' });
    expect(await requests('two')).toBe(-1);
  });

  test('a wrong stream is refused with everything that is wrong', async () => {
    const { put } = await startUsers();
    expect(await put('one', { ratePerSecond: -1, timeoutMs: 0, name: 'One' })).toEqual({
      status: 400,
      body: {
        problems: [
          'name must be up to 63 small letters, digits and dashes, not "One"',
          'ratePerSecond must be a number from 0 to 500, not -1',
          'timeoutMs must be a whole number from 1 to 60000, not 0',
        ],
      },
    });
    expect(await put('one', { name: 'two' })).toMatchObject({ status: 400 });
    expect(await put('two', {})).toMatchObject({ status: 400 });
    expect(await put('one', [])).toMatchObject({ status: 400 });
  });

  test('there are at most 20 streams', async () => {
    const { put } = await startUsers();
    const stream = { kind: 'http', url: 'http://127.0.0.1:9', ratePerSecond: 0 };
    for (let number = 2; number <= 20; number += 1) {
      expect((await put(`stream-${number}`, stream)).status).toBe(201);
    }
    expect(await put('stream-21', stream)).toEqual({
      status: 400,
      body: { problems: ['there are 20 streams already, which is the limit'] },
    });
  });

  test('at the end, what is under way is still counted', async () => {
    const server = await startHttp((_, response) => setTimeout(() => response.end(), 300));
    const STREAMS = JSON.stringify([{ name: 'one', kind: 'http', url: server.url, ratePerSecond: 100 }]);
    const users = await startApp('users', { STREAMS, DRAIN_SECONDS: '300' });
    await waitFor('one is under way', async () => server.sockets.length > 0);
    const end = users.end();
    expect((await ask(`${users.control}/ready`)).status).toBe(503);
    const counts = await countsOf(users);
    await end;
    expect(counts.streams['one']?.failed).toBe(0);
  });
});

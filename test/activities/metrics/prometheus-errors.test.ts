import { describe, expect, test } from '@jest/globals';
import { prometheus } from '../../../activities/metrics/prometheus.js';
import { Trouble } from '../../../activities/trouble.js';
import { answering, served, servedPlainly, troubleOf, vector } from './served.js';

// What Prometheus, Thanos, Mimir, VictoriaMetrics, and what stands before them, answer when they have no figures.

const signal = () => AbortSignal.timeout(50_000);
const ask = (url: string) => prometheus(url, 20_000).sampleOwn('up', new Date(), signal());

/** What is asked of a server that answers all with this. */
async function troubleWith(...answer: Parameters<typeof answering>): Promise<Trouble> {
  await using server = await answering(...answer);
  return await troubleOf(ask(server.url));
}

const error = (errorType: string, words: string) => ({ status: 'error', errorType, error: words });

describe('a query that Prometheus calls bad is bad input, one that it could not carry out is not', () => {
  test.each([
    [400, 'bad_data', 'invalid parameter "query": 1:4: parse error: unclosed left parenthesis', 'InvalidSpec'],
    [422, 'bad_data', 'parse error', 'InvalidSpec'],
    [400, '400', "VictoriaMetrics' words", 'InvalidSpec'],
    [422, 'execution', 'query processing would load too many samples into memory in query execution', 'Unavailable'],
    [422, 'execution', 'expanding series: rpc error: code = Unavailable desc = connection refused', 'Unavailable'],
    [422, 'timeout', 'query timed out in expression evaluation', 'Unavailable'],
    [400, 'execution', 'the same by another status', 'Unavailable'],
    [400, 'timeout', 'the same by another status', 'Unavailable'],
    [422, '422', "VictoriaMetrics' words", 'Unavailable'],
    [499, 'canceled', 'query was canceled', 'Unavailable'],
    [500, 'internal', 'opening storage failed', 'Unavailable'],
    [503, 'timeout', 'query timed out in expression evaluation', 'Unavailable'],
    [503, 'bad_data', 'not even then', 'Unavailable'],
    [503, 'unavailable', 'TSDB not ready', 'Unavailable'],
  ])('%i %s: %s', async (status, errorType, words, type) => {
    const { message, ...trouble } = await troubleWith(status, error(errorType, words));
    expect(trouble).toMatchObject({ type });
    expect(message).toMatch(/^Prometheus at http:\/\/127\.0\.0\.1:\d+: /);
    expect(message.endsWith(`: ${words}`)).toBe(true);
  });

  test('a 400 of somebody before Prometheus says nothing of the query', async () => {
    for (const body of ['<html>400 The plain HTTP request was sent to HTTPS port</html>', '{"message":"bad"}'])
      expect(await troubleWith(400, body)).toMatchObject({
        type: 'Unavailable',
        message: expect.stringMatching(/: it answers with status 400$/),
      });
  });
});

describe('what to do is said', () => {
  test.each([
    [
      401,
      'no org id\n',
      'Forbidden',
      /: no org id; status 401: the worker sends no credentials; let it in without, or/,
    ],
    [401, '<html>Login</html>', 'Forbidden', /: it answers with status 401; status 401: the worker sends no/],
    [403, error('x', 'RBAC: access denied'), 'Forbidden', /: RBAC: access denied; status 403: the worker sends no/],
    [404, '404 page not found', 'Unavailable', /: 404 page not found; .*takes what stands before \/api\/v1\/query/],
    [407, '', 'Unavailable', /: it answers with status 407; the proxy wants credentials/],
    [429, error('too_many_requests', 'slow down'), 'Throttled', /: slow down; .* asks to come back later$/],
    [502, '<html>Bad Gateway</html>', 'Unavailable', /: it answers with status 502$/],
    [503, '', 'Unavailable', /: it answers with status 503$/],
  ])('status %i with %j', async (status, body, type, message) => {
    expect(await troubleWith(status, body)).toMatchObject({ type, message: expect.stringMatching(message) });
  });

  test('a redirect is not followed, and where it leads is not repeated', async () => {
    const asked: string[] = [];
    await using server = await served((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(302, { location: '/login?state=s3cret' }).end();
    });
    const { type, message } = await troubleOf(ask(server.url));
    expect(type).toBe('Unavailable');
    expect(message).toMatch(
      /: it answers with status 302; redirects are not followed: have SLUICE_PROMETHEUS_URL name/,
    );
    expect(message).not.toContain('s3cret');
    expect(asked).toEqual(['/api/v1/query']);
  });
});

describe('a success that is none', () => {
  test.each([
    ['a page', '<!doctype html><title>Login</title><input name=csrf value=s3cret>', 'a web page'],
    ['nothing', '', 'nothing'],
    ['JSON that was cut', '{"status":"success","data":{"resu', '"{\\"status\\":\\"success\\"'],
    ['an unknown shape', '{"result":[]}', '{"result":[]}'],
    ['an error, with figures', { ...vector('1'), status: 'error', error: 'no' }, '{"status":"error"'],
    ['a long text', 'x'.repeat(5000), 'xxx'],
  ])('%s', async (_, body, shown) => {
    const { type, message } = await troubleWith(200, body);
    expect(type).toBe('Unavailable');
    expect(message).toContain(`does not answer as Prometheus does: `);
    expect(message).toContain(shown);
    expect(message).not.toContain('s3cret');
    expect(message.length).toBeLessThan(400);
  });

  test('what is cut on the way', async () => {
    await using server = await servedPlainly((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"status":"succ'));
    });
    expect(await troubleOf(ask(server.url))).toMatchObject({
      type: 'Unavailable',
      message: expect.stringMatching(/aborted/),
    });
  });

  test("a server's words without end are cut, on one line", async () => {
    const { message } = await troubleWith(503, error('internal', `so\n\nit ${'x'.repeat(1_000_000)}`));
    expect(message).toMatch(/: so it x+ …$/);
    expect(message.length).toBeLessThan(400);
  });

  test.each([200, 500])(
    'an answer of hundreds of MB with status %i is read to the most that is taken',
    async (status) => {
      let sent = 0;
      await using server = await served((_, response) => {
        const part = Buffer.alloc(1_000_000, ' ');
        response.writeHead(status);
        const write = (): void => {
          for (; sent < 500 && !response.destroyed;) {
            sent += 1;
            if (!response.write(part)) return void response.once('drain', write);
          }
          response.end();
        };
        write();
      });
      expect(await troubleOf(ask(server.url))).toMatchObject({
        type: 'Unavailable',
        message: expect.stringMatching(/: its answer is longer than 50 MB: have the query name fewer series$/),
      });
      expect(sent).toBeLessThan(200); // some of it waits in the machine's own buffers
    },
  );
});

test.each([429, 503])('with status %i it is asked again at the next look: no canary goes unwatched', async (status) => {
  let asked = 0;
  await using server = await served((_, response) => {
    asked += 1;
    if (asked === 1) response.writeHead(status, { 'retry-after': '5' }).end();
    else response.end(JSON.stringify(vector('7')));
  });
  const source = prometheus(server.url, 20_000);
  await expect(source.sampleOwn('up', new Date(), signal())).rejects.toBeInstanceOf(Trouble);
  expect(await source.sampleOwn('up', new Date(), signal())).toEqual({ kind: 'number', value: 7 });
});

describe('nothing secret in the address', () => {
  const withSecret = (url: string) => `${url.replace('http://', 'http://ada:s3cret@')}/base`;
  const all = ({ message, stack, cause }: Trouble) =>
    [message, stack, JSON.stringify(cause), cause instanceof Error ? `${cause.message} ${cause.stack}` : ''].join(' ');

  test('is told in any trouble, though it is used', async () => {
    const asked: (string | undefined)[] = [];
    const answers: [number, string][] = [
      [400, JSON.stringify(error('bad_data', 'no'))],
      ...[302, 401, 403, 404, 429, 500].map((status): [number, string] => [status, 'no']),
      ...['', '<html>', '{}', '{"warnings":["partial"]}'].map((body): [number, string] => [200, body]),
      [200, JSON.stringify({ status: 'success', data: { resultType: 'matrix', result: [] } })],
    ];
    let next = 0;
    await using server = await served((request, response) => {
      asked.push(request.headers.authorization);
      const [status, body] = answers[next++] ?? [500, ''];
      response.writeHead(status).end(body);
    });
    for (const _ of answers) expect(all(await troubleOf(ask(withSecret(server.url))))).not.toMatch(/s3cret|ada/);
    expect(new Set(asked)).toEqual(new Set([`Basic ${Buffer.from('ada:s3cret').toString('base64')}`]));
  });

  test('nor when nobody answers, or not in time', async () => {
    await using silent = await served(() => undefined);
    const { url } = silent;
    const late = () => prometheus(withSecret(url), 50).sampleOwn('up', new Date(), signal());
    for (const asking of [late, () => ask(withSecret('http://127.0.0.1:1'))])
      expect(all(await troubleOf(asking()))).not.toMatch(/s3cret|ada/);
  });
});

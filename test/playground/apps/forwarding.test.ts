import { afterEach, describe, expect, test } from '@jest/globals';
import type { IncomingHttpHeaders } from 'node:http';
import { ask } from './ask.js';
import { endAll, startApp, startHttp } from './started.js';

afterEach(endAll);

const forwarded = {
  cookie: 'user=tester',
  'user-agent': 'some browser',
  'end-user': 'jason',
  'x-request-id': 'request-1',
  'x-group': 'test',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  tracestate: 'a=b',
  b3: '0af7651916cd43dd-b7ad6b7169203331-1',
  'x-b3-traceid': '0af7651916cd43dd',
  'x-b3-spanid': 'b7ad6b7169203331',
  'x-b3-parentspanid': 'a7ad6b7169203331',
  'x-b3-sampled': '1',
  'x-b3-flags': '0',
};

describe('headers of testers and traces', () => {
  test('go all the way down, and others do not', async () => {
    const seen: IncomingHttpHeaders[] = [];
    const ratings = await startHttp((request, response) => {
      seen.push(request.headers);
      response.end('{}');
    });
    const reviews = await startApp('reviews', { VERSION: 'v2', RATINGS_URL: ratings.url });
    const { url } = await startApp('productpage', { REVIEWS_URL: reviews.url });
    await ask(`${url}/productpage`, { headers: { ...forwarded, authorization: 'secret', accept: 'text/html' } });
    await ask(`${url}/productpage`);
    expect(seen[0]).toMatchObject(forwarded);
    expect(seen[0]).not.toHaveProperty('authorization');
    expect(seen[0]).not.toHaveProperty('accept');
    for (const name of Object.keys(forwarded)) expect(seen[1]).not.toHaveProperty(name);
  });

  test('a kept connection that was closed is no failure of the upstream', async () => {
    let requests = 0;
    const ratings = await startHttp((request, response) => {
      requests += 1;
      // The second request finds its kept connection closed; asked again over a new one, it is answered.
      if (requests === 2) return request.socket.destroy();
      return response.end('{"ratings":{"Reviewer1":1,"Reviewer2":1}}');
    });
    const { url } = await startApp('reviews', { VERSION: 'v2', RATINGS_URL: ratings.url });
    for (let sent = 0; sent < 2; sent += 1) expect((await ask(`${url}/reviews/1`)).text).toContain('"stars":1');
    expect([requests, ratings.sockets.length]).toEqual([3, 2]);
  });
});

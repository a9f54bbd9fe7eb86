import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { kubernetesCluster } from '../../../activities/kubernetes/kubernetes-cluster.js';
import { curlProber } from '../../../activities/probes/curl.js';
import type { LoadProgress, Prober } from '../../../activities/probes/prober.js';
import { loadVerdict } from '../../../domain/load-verdict.js';
import type { Plan } from '../../../domain/plan.js';
import { probeVerdict } from '../../../domain/probe-verdict.js';
import type { Headers, Https, LoadTest, ProbeRequest, Verify } from '../../../domain/release-spec.js';
import { kubeconfigFile } from '../../../playground/paths.js';
import { eventually } from '../playground/playground-command.js';
import { certificateFor } from './certificate.js';
import { countedByProxy } from './counted-by-proxy.js';
import { applyObjects, copyBookinfo, deploymentOf, inCluster, removeNamespace } from './bookinfo-copy.js';
import '../patience.js';

const namespace = 'probes-test';
const cluster = kubernetesCluster({ path: kubeconfigFile });
const signal = AbortSignal.timeout(1_800_000);

/** Answers with what came, byte by byte, and misbehaves by path. */
const echo = `
  const { createServer } = require(process.env.CERT ? 'node:https' : 'node:http');
  const digest = (text) => require('node:crypto').createHash('sha256').update(text ?? '', 'latin1').digest('hex');
  createServer({ cert: process.env.CERT, key: process.env.KEY }, (request, response) => {
    if (request.url === '/hang') return;
    if (request.url === '/break') return response.writeHead(200, { 'content-length': 9 }).write('half', () => request.socket.destroy());
    if (request.url === '/long') return response.end('x'.repeat(200000));
    if (request.url === '/marks') return response.end('sluice-probe 500 0.1 7 no\\n\\u0000"}%{http_code}');
    if (request.url === '/moved') return response.writeHead(302, { location: '/long' }).end();
    if (request.url === '/503') return response.writeHead(503).end('mine');
    const token = digest(request.headers['x-token']);
    if (request.url === '/closed' && token !== process.env.TOKEN) return response.writeHead(401).end('closed');
    response.end(JSON.stringify({ url: request.url, headers: request.rawHeaders, token }));
  }).listen(9080);`;

const token = 'Bearer "s3" $(id) \\ \u00fc';
const digest = createHash('sha256').update(token, 'latin1').digest('hex');

beforeAll(async () => {
  await copyBookinfo(namespace);
  const { certificate, key } = await certificateFor(`reviews.${namespace}.svc`);
  const reviews = { labels: { version: 'v2', canary: 'reviews' }, image: 'docker.io/sluice/reviews:v2' };
  const echoing = { labels: { version: 'v2', canary: 'echo' }, image: 'docker.io/sluice/reviews:v2' };
  const alone = { ...echoing, labels: { canary: 'echo-bare', 'sidecar.istio.io/inject': 'false' } };
  const readinessProbe = { httpGet: { path: '/ready', port: 9080 }, periodSeconds: 1 };
  const tls = [
    { name: 'CERT', value: certificate },
    { name: 'KEY', value: key },
  ];
  const tlsReady = { httpGet: { path: '/ready', port: 9080, scheme: 'HTTPS' }, periodSeconds: 1 };
  const encrypting = { ...alone, labels: { canary: 'echo-tls', 'sidecar.istio.io/inject': 'false' } };
  await applyObjects(
    {
      ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'probe', namespace } },
      data: { token: Buffer.from(`${token}\n`, 'latin1').toString('base64') },
    },
    deploymentOf(namespace, 'echo-tls', {
      ...{ ...encrypting, readinessProbe: tlsReady, env: tls, command: ['node', '-e', echo] },
    }),
    deploymentOf(namespace, 'trusting', {
      labels: { app: 'trusting', 'sidecar.istio.io/inject': 'false' },
      image: 'docker.io/sluice/sleep:v1',
      command: ['sh', '-c', 'printf %s "$CERT" > /tmp/ca.crt; exec sleep infinity'],
      env: [...tls.slice(0, 1), { name: 'CURL_CA_BUNDLE', value: '/tmp/ca.crt' }],
    }),
    deploymentOf(namespace, 'reviews-v2', { ...reviews, readinessProbe }),
    deploymentOf(namespace, 'echo-v2', {
      ...{ ...echoing, readinessProbe, env: [{ name: 'TOKEN', value: digest }], command: ['node', '-e', echo] },
    }),
    deploymentOf(namespace, 'echo-bare', { ...alone, readinessProbe, command: ['node', '-e', echo] }),
  );
  await inCluster(['wait', 'deployment', '--all', '-n', namespace, '--for=condition=Available', '--timeout=900s']);
});
afterAll(() => removeNamespace(namespace));

const planFor = (deployment: string): Plan => ({
  namespace,
  service: 'reviews',
  port: 9080,
  stable: { version: 'v1', deployment: 'reviews-v1', replicas: 1 },
  canary: { version: 'v2', deployment, replicas: 1, dark: 'label', deployed: 'by-us', admission: { app: 'reviews' } },
  route: {
    kind: 'istio',
    namespace,
    virtualService: 'reviews',
    route: { by: 'index', index: 0 },
    canary: { host: 'reviews', subset: 'v2' },
    destinationRule: { name: 'reviews', exists: true },
    missingSubsets: [],
    before: [],
  },
  notes: [],
});

async function probing<T>(deployment: string, from: Verify['from'], use: (prober: Prober) => Promise<T>): Promise<T> {
  const verify: Verify = { requests: [], ...(from ? { from } : {}) };
  const image = 'docker.io/sluice/sleep:v1';
  const prober = curlProber(cluster, { plan: planFor(deployment), verify, image });
  try {
    return await use(prober);
  } finally {
    await prober.close(signal);
  }
}

const get = (path: string, headers: Headers = {}): ProbeRequest => ({
  path,
  headers,
  expect: { status: 200, json: {} },
});
const stars: ProbeRequest = {
  ...get('/reviews/7'),
  expect: { status: 200, json: { '$.reviews[0].rating.stars': 5, '$.reviews[0].rating.color': 'black' } },
};
const sleep = { pod: 'app=sleep' };
const bare = { pod: 'app=sleep-bare,version=v1', container: 'sleep' };
const oursAre = ['get', 'services,pods', '-n', namespace, '-l', 'sluice.dev/probes-of=reviews', '-o', 'name'];
const ours = async () => (await inCluster(oursAre)).trim();

/** What is written at a path of a canary's pods. */
const ofPod = (canary: string, path: string) =>
  inCluster(['get', 'pods', '-n', namespace, '-l', `canary=${canary}`, '-o', `jsonpath=${path}`]);

describe('requests to a dark canary', () => {
  test.each([
    ['from the mesh', sleep],
    ['from outside of the mesh', bare],
  ])('%s reach it alone, and leave nothing behind', async (_, from) => {
    const answers = await probing('reviews-v2', from, (prober) => prober.send([stars, get('/none')], signal));
    expect(answers.map(({ status }) => status)).toEqual([200, 404]);
    expect(probeVerdict([stars], answers)).toMatchObject({ kind: 'done' });
    expect(answers[0]?.milliseconds).toBeGreaterThan(0);
    expect(await eventually(async () => (await ours()) === '')).toBe(true);
  });

  test('from a pod of our own, when the spec names none', async () => {
    const answers = await probing('reviews-v2', undefined, async (prober) => {
      const first = await prober.send([stars], signal);
      expect(await ours()).toContain('pod/reviews-sluice-probe-');
      return first;
    });
    expect(probeVerdict([stars], answers)).toMatchObject({ kind: 'done' });
    expect(await eventually(async () => (await ours()) === '')).toBe(true);
  });

  test('what an attempt that was cut short has left is taken away by the next, and not used', async () => {
    const verify: Verify = { requests: [], from: sleep };
    await curlProber(cluster, { plan: planFor('echo-v2'), verify }).send([get('/a')], signal);
    expect(await ours()).toMatch(/^service\/reviews-sluice-dark-\w+$/);
    const answers = await probing('reviews-v2', sleep, (prober) => prober.send([stars], signal));
    expect(probeVerdict([stars], answers)).toMatchObject({ kind: 'done' });
    expect(await ours()).toBe('');
  });

  test('not one is taken for that of a client without a sidecar', async () => {
    const pod = { namespace, pod: await ofPod('reviews', '{.items[0].metadata.name}') };
    const [plain, encrypted] = [await countedByProxy(pod, false), await countedByProxy(pod, true)];
    for (const from of [sleep, undefined])
      await probing('reviews-v2', from, (prober) => prober.send([get('/reviews/7')], signal));
    expect(await countedByProxy(pod, true)).toBeGreaterThanOrEqual(encrypted + 2);
    expect(await countedByProxy(pod, false)).toBe(plain);
  });

  test('a wrong answer is told with what was expected and what came', async () => {
    const wanted: ProbeRequest = { ...stars, expect: { status: 200, json: { '$.reviews[0].rating.stars': 4 } } };
    const answers = await probing('reviews-v2', sleep, (prober) => prober.send([wanted], signal));
    expect(probeVerdict([wanted], answers)).toEqual({
      kind: 'bad',
      why: 'GET /reviews/7: expected 4 at $.reviews[0].rating.stars, got 5',
    });
  });
});

describe('what is sent is what is written', () => {
  const hostile = {
    'x-quotes': `'"\`;$(reboot) && \\`,
    'x-at': '@/etc/passwd',
    'x-braces': '{a,b} [1-3] %{json}',
    'x-empty': '',
    '-o': '--help',
    'user-agent': 'none of curl',
  };
  const paths = ['/a\'b"c$(id)`x`;|&', '/[1-3]{a,b}?x=[]&y={}', '/-o?--data=@x'];

  test('headers and paths that mean something to shells, to curl or to URLs, from the mesh', async () => {
    const requests = paths.map((path) => get(path, hostile));
    const answers = await probing('echo-v2', sleep, (prober) => prober.send(requests, signal));
    const seen = answers.map(({ body }) => JSON.parse(body) as { url: string; headers: string[] });
    expect(seen.map(({ url }) => decodeURIComponent(url))).toEqual(paths); // Envoy writes some of it as %22
    for (const [name, value] of Object.entries(hostile)) {
      expect(seen[0]?.headers[(seen[0]?.headers.indexOf(name) ?? 0) + 1]).toBe(value);
    }
  });

  test('paths that the mesh would tidy, from outside of it', async () => {
    const untidy = [...paths, '/a/../b/./c', '//example.com/x', '/a#b', '/\\a\\[1]', '/%2e%2e/%00'];
    const answers = await probing('echo-bare', bare, (prober) =>
      prober.send(
        untidy.map((path) => get(path)),
        signal,
      ),
    );
    expect(answers.map(({ body }) => (JSON.parse(body) as { url: string }).url)).toEqual(untidy);
  });
});

describe('what nobody else may see', () => {
  const headers: Headers = { 'x-token': { name: 'probe', key: 'token' }, 'x-open': 'yes' };

  test('a header from a Secret comes as it is, and is masked where the canary tells it', async () => {
    const [answer] = await probing('echo-v2', sleep, (prober) => prober.send([get('/a', headers)], signal));
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({
      token: digest,
      headers: expect.arrayContaining(['x-open', 'yes', 'x-token', '***']),
    });
  });

  test('a load test sends it with each request', async () => {
    const load = (sent: Headers): LoadTest => {
      return { path: '/closed', headers: sent, requests: 20, concurrency: 4, maxFailed: 0 };
    };
    const begun: LoadProgress = { sent: 0, byStatus: {}, byMilliseconds: {} };
    const counts = (sent: Headers) => probing('echo-v2', sleep, (prober) => prober.load(load(sent), begun, signal));
    expect(await counts(headers)).toMatchObject({ sent: 4, byStatus: { 200: 4 } });
    expect(await counts({})).toMatchObject({ byStatus: { 401: 4 } });
  });

  test('a Secret that has gone is told, and nothing is sent', async () => {
    const gone = get('/a', { 'x-token': { name: 'gone', key: 'token' } });
    await expect(probing('echo-v2', sleep, (prober) => prober.send([gone], signal))).rejects.toMatchObject({
      type: 'NotFound',
      message: 'header x-token: there is no Secret gone',
    });
  });
});

describe('a canary that speaks TLS by itself', () => {
  const trusting = { pod: 'app=trusting' };
  const answerTo = async (https: Https | undefined, from: Verify['from'] = trusting) => {
    const verify: Verify = { requests: [], ...(from && { from }), ...(https && { https }) };
    const prober = curlProber(cluster, { plan: planFor('echo-tls'), verify, settleMs: 500 });
    const [answer] = await prober.send([get('/a')], signal);
    await prober.close(signal);
    return answer;
  };

  test('is asked by the name of the Service, or by another, and its certificate is looked at', async () => {
    expect(await answerTo({ insecure: false })).toMatchObject({ status: 200 });
    expect(await answerTo({ insecure: false, serverName: 'example.com' })).toMatchObject({
      status: 0,
      error: expect.stringMatching(/example\.com/),
    });
    expect(await answerTo({ insecure: false }, bare)).toMatchObject({
      status: 0,
      error: expect.stringMatching(/certificate/i),
    });
  });

  test('any certificate will do where that is said; plain HTTP will not', async () => {
    expect(await answerTo({ insecure: true, serverName: 'example.com' }, bare)).toMatchObject({ status: 200 });
    expect((await answerTo(undefined, bare))?.status).not.toBe(200);
  });
});

describe('answers that are none, or odd', () => {
  test('are told from each other', async () => {
    const paths = ['/marks', '/moved', '/long', '/break'];
    const answers = await probing('echo-v2', bare, (prober) =>
      prober.send(
        paths.map((path) => get(path)),
        signal,
      ),
    );
    const [marks, moved, long, broken] = answers;
    expect(marks).toMatchObject({ status: 200, body: 'sluice-probe 500 0.1 7 no\n\u0000"}%{http_code}' });
    expect(moved).toMatchObject({ status: 302, body: '' });
    expect(long).toMatchObject({ status: 200, cut: true });
    expect(long?.body.length).toBeLessThanOrEqual(65_536);
    expect(broken).toMatchObject({ status: 200, error: expect.stringMatching(/\w/) });
  });

  test('one that hangs ends by its own time limit, in words of curl', async () => {
    const [, answer] = await probing('echo-v2', bare, (prober) => prober.send([get('/'), get('/hang')], signal));
    expect(answer).toMatchObject({ status: 0, error: expect.stringContaining('timed out') });
    expect(answer?.milliseconds).toBeGreaterThanOrEqual(9990);
  });

  test('a canary that itself answers 503 is judged by that, after the proxies had their time', async () => {
    const verify: Verify = { requests: [], from: sleep };
    const prober = curlProber(cluster, { plan: planFor('echo-v2'), verify, settleMs: 2000 });
    const started = Date.now();
    const answers = await prober.send([get('/503')], signal);
    await prober.close(signal);
    expect(answers).toMatchObject([{ status: 503, body: 'mine' }]);
    expect(Date.now() - started).toBeGreaterThanOrEqual(1990);
  });

  test('no pod to send from, and no curl in it, are told', async () => {
    await expect(probing('echo-v2', { pod: 'app=none' }, (prober) => prober.send([get('/')], signal))).rejects.toThrow(
      'No pod app=none is ready in probes-test to send requests from',
    );
    const proxy = { pod: 'app=sleep', container: 'istio-proxy' };
    await expect(probing('echo-v2', proxy, (prober) => prober.send([get('/')], signal))).rejects.toMatchObject({
      type: 'InvalidSpec',
    });
  });

  test('it ends with its signal', async () => {
    const soon = AbortSignal.timeout(1500);
    const sending = probing('echo-v2', bare, (prober) => prober.send([get('/hang')], soon));
    await expect(sending).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(await ours()).toBe('');
  });
});

describe('a load test', () => {
  const plan: LoadTest = { path: '/reviews/7', requests: 150, concurrency: 5, maxFailed: 0 };
  const begun: LoadProgress = { sent: 0, byStatus: {}, byMilliseconds: {} };

  async function loaded(wanted: LoadTest, progress: LoadProgress, deployment = 'reviews-v2') {
    let batches = 0;
    const counts = await probing(deployment, sleep, async (prober) => {
      let at = progress;
      while (!loadVerdict(wanted, at)) {
        at = await prober.load(wanted, at, signal);
        batches += 1;
      }
      return at;
    });
    return { counts, batches, verdict: loadVerdict(wanted, counts) };
  }

  test('counts every answer by status and time, in few batches', async () => {
    const { counts, batches, verdict } = await loaded(plan, begun);
    expect(counts).toMatchObject({ sent: 150, byStatus: { 200: 150 } });
    expect(Object.values(counts.byMilliseconds).reduce((sum, count) => sum + count)).toBe(150);
    expect(batches).toBeLessThanOrEqual(30); // of as many as are sent at once, were each as slow as can be
    expect(verdict).toMatchObject({ kind: 'done' });
  });

  test('goes on where another stopped', async () => {
    const earlier: LoadProgress = { sent: 100, byStatus: { 200: 99, 500: 1 }, byMilliseconds: { 4: 100 } };
    const { counts } = await loaded({ ...plan, maxFailed: 0.5 }, earlier);
    expect(counts).toMatchObject({ sent: 150, byStatus: { 200: 149, 500: 1 } });
    expect(counts.byMilliseconds['4']).toBeGreaterThanOrEqual(100);
  });

  test('a fifth of errors is counted as such, and ends it early when too many', async () => {
    const change = ['curl', '-sf', '-X', 'PATCH', '-d', '{"errorRate":0.2}', 'http://127.0.0.1:9100/behaviour'];
    await inCluster(['exec', '-n', namespace, 'deploy/reviews-v2', '-c', 'app', '--', ...change]);
    const { counts, verdict } = await loaded({ ...plan, maxFailed: 0.3 }, begun);
    const failed = counts.byStatus['500'] ?? 0;
    expect(Math.abs(failed - 30)).toBeLessThanOrEqual(1); // every fifth, wherever the canary's own count stood
    expect(verdict).toMatchObject({
      kind: 'done',
      detail: expect.stringContaining(`${150 - failed} × 200, ${failed} × 500`),
    });
    const strict = await loaded({ ...plan, maxFailed: 0.01 }, begun);
    expect(strict.counts.sent).toBeLessThan(150);
    expect(strict.verdict).toMatchObject({ kind: 'bad', why: expect.stringContaining('at most 1 % may') });
  });

  test('paths are sent as they are written here, too', async () => {
    const braces = { ...plan, path: '/[1-3]{a,b}?x=$(id)', requests: 10 };
    expect((await loaded(braces, begun, 'echo-v2')).counts).toMatchObject({ byStatus: { 200: 10 } });
  });
});

describe('with mutual TLS alone', () => {
  beforeAll(async () => {
    const metadata = { name: 'default', namespace };
    const spec = { mtls: { mode: 'STRICT' } };
    await applyObjects({ apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata, spec });
    const ip = await ofPod('echo', '{.items[0].status.podIP}');
    const plain = ['exec', '-n', namespace, 'deploy/sleep-bare', '--', 'curl', '-s', '-m', '2', `http://${ip}:9080/`];
    const isClosed = async () =>
      inCluster(plain).then(
        () => false,
        () => true,
      );
    if (!(await eventually(isClosed))) throw new Error('plain text still gets in');
  });

  test('requests from the mesh reach the dark canary, and those from outside do not', async () => {
    const answers = await probing('echo-v2', sleep, (prober) => prober.send([get('/a')], signal));
    expect(answers).toMatchObject([{ status: 200 }]);
    const verify: Verify = { requests: [], from: bare };
    const outside = curlProber(cluster, { plan: planFor('echo-v2'), verify, settleMs: 500 });
    const [answer] = await outside.send([get('/a')], signal);
    await outside.close(signal);
    expect(answer).toMatchObject({ status: 0, error: expect.stringMatching(/\w/) });
  });

  test('a pod of our own is in the mesh, too', async () => {
    const answers = await probing('echo-v2', undefined, (prober) => prober.send([get('/a')], signal));
    expect(answers).toMatchObject([{ status: 200 }]);
  });
});

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import type { LiveState, ReleaseHandle, Sluice } from '../../../client/sluice.js';
import type { StreamCounts } from '../../../playground/cluster/users-counts.js';
import { isPlausible } from '../../plausible.js';
import { eventually } from '../playground/playground-command.js';
import { OwnPrometheus } from './own-prometheus.js';
import { connectSluice, journalOf } from './releasing.js';
import { Stage, type Written } from './stage.js';
import { WorkerProcess } from './worker-process.js';
import '../patience.js';

const minutes = 30 * 60_000;

/** In seconds. A pod that is to go answers newcomers for six of ten more: a busy node hears late that it is to go. */
const [drain, grace] = [10, 15];

/** Three pods of each that is released, and no route. */
function threePods(object: Written): Written | undefined {
  if (['VirtualService', 'DestinationRule'].includes(object.kind)) return undefined;
  if (object.kind !== 'Deployment' || !/^(reviews|ratings)-v1$/.test(object.metadata.name)) return object;
  const { spec } = structuredClone(object);
  const pod = spec.template.spec;
  pod.terminationGracePeriodSeconds = grace;
  pod.containers[0].env = [...(pod.containers[0].env ?? []), { name: 'DRAIN_SECONDS', value: String(drain) }];
  return { ...object, spec: { ...spec, replicas: 3 } };
}

/** Users who open a connection for each request. */
const fresh = { kind: 'http', ratePerSecond: 0, timeoutMs: 20_000, headers: { connection: 'close' } };

/** Twelve connections that are kept, and four streams; nobody has opened them yet. */
const kept = { kind: 'keepalive', ratePerSecond: 0, timeoutMs: 20_000 };
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const keeping = numbers(12).map((each) => `keepalive-${each}`);
const streaming = numbers(4).map((each) => `grpc-${each}`);

let stage: Stage;
let metrics: OwnPrometheus;
let worker: WorkerProcess;
let sluice: Sluice;
beforeAll(async () => {
  const streams = [
    ...['reviews', 'ratings'].map((service) => ({
      ...fresh,
      name: service,
      url: `http://${service}:9080/${service}/7`,
    })),
    ...keeping.map((name) => ({ ...kept, name, url: 'http://ratings:9080/ratings/7' })),
    ...streaming.map((name) => ({ ...kept, name, kind: 'grpc', url: 'grpc://ratings:9090' })),
  ];
  const options = {
    ...{ isMeshed: false, hasRatings: true, isServed: false },
    ...{ streams, change: threePods },
  };
  stage = await Stage.open('no-mesh', options);
  metrics = await OwnPrometheus.open(stage, 19_590);
  [worker, sluice] = await Promise.all([
    WorkerProcess.start(19_544, { SLUICE_PROMETHEUS_URL: metrics.url }),
    connectSluice(),
  ]);
  await set('reviews', { ratePerSecond: 20, url: `http://${await address('reviews')}:9080/reviews/7` });
  await set('ratings', { ratePerSecond: 5, url: `http://${await address('ratings')}:9080/ratings/7` });
});
afterAll(async () => {
  await sluice.close();
  await worker.stop();
  metrics.close();
  await stage.close();
});

/** The share of the version's answers that are errors, of what the service itself counts; nothing before the first. */
const errorRate = (path: string) => {
  const answers = (status: string) =>
    `sum(increase(app_requests_total{app="{{service}}",version="{{version}}",path="${path}"${status}}[{{window}}]))`;
  const query = `(${answers(',status=~"5.."')} or 0 * ${answers('')}) / ${answers('')}`;
  return { name: 'error rate', query, pass: '<= 0.05', window: '5s', failures: 2 };
};

function specOf(service: 'reviews' | 'ratings', changes: Record<string, unknown> = {}): string {
  const image = service === 'reviews' ? { image: 'docker.io/sluice/reviews:v2' } : ratings;
  const spec = {
    canary: { version: 'v2', ready: '15m', ...image },
    traffic: { replicas: { round: 'refuse' } },
    verify: { from: { pod: 'app=sleep' }, requests: [{ get: `/${service}/7` }] },
    steps: [25, 50, 75].map((weight) => ({ weight, hold: '6s' })),
    checks: [errorRate(`/${service}/:id`)],
    ...{ bake: '3s', ...changes },
  };
  return stringify({
    ...{ apiVersion: 'sluice/v1', kind: 'Release' },
    metadata: { namespace: stage.namespace, name: service },
    spec,
  });
}
const ratings = { image: 'docker.io/sluice/ratings:v1', env: { VERSION: 'v2' } };

async function until(handle: ReleaseHandle, isSo: (state: LiveState) => boolean, seconds = 1200): Promise<LiveState> {
  let last: LiveState | undefined;
  const found = await eventually(async () => {
    last = await handle.state().catch(() => last);
    return last !== undefined && (isSo(last) || last.outcome !== undefined) ? last : undefined;
  }, seconds);
  if (!found || !isSo(found)) throw new Error(`it does not get so:\n${journalOf(found ?? last)}`);
  return found;
}
const ended = (handle: ReleaseHandle) => until(handle, ({ outcome }) => outcome !== undefined);
const told = ({ journal }: LiveState, pattern: RegExp) => journal.find(({ what }) => pattern.test(what));

const pods = (labels: string) => stage.pods(labels);

interface Got {
  requests: number;
  failed: number;
  byVersion: Record<string, number>;
  byStatus: Record<string, number>;
}
type Streams = Record<string, StreamCounts>;

/** What the streams of such names got since. */
async function gotBy(name: RegExp, before: Streams): Promise<Got> {
  const now = await stage.streams();
  const got: Got = { requests: 0, failed: 0, byVersion: {}, byStatus: {} };
  for (const [each, counts] of Object.entries(now).filter(([own]) => name.test(own))) {
    got.requests += counts.requests - (before[each]?.requests ?? 0);
    got.failed += counts.failed - (before[each]?.failed ?? 0);
    for (const kind of ['byVersion', 'byStatus'] as const)
      for (const [key, count] of Object.entries(counts[kind])) {
        const grown = count - (before[each]?.[kind][key] ?? 0);
        if (grown > 0) got[kind][key] = (got[kind][key] ?? 0) + grown;
      }
  }
  return got;
}

/** The address of a Service: a name would be looked up for each connection, and that would be what is measured. */
const address = (service: string) => stage.in(['get', 'service', service, '-o', 'jsonpath={.spec.clusterIP}']);

/** Changes a stream of the users, who are in sleep's pod. */
async function set(name: string, change: object): Promise<void> {
  const curl = ['exec', 'deploy/sleep', '-c', 'sleep', '--', 'curl', '-sf', '-X', 'PUT', '-d'];
  await stage.in([...curl, JSON.stringify(change), `http://127.0.0.1:9100/streams/${name}`]);
}

/** What the streams of such names got since, once it is so. */
async function gotWhen(name: RegExp, since: Streams, isSo: (got: Got) => boolean): Promise<Got> {
  const found = await eventually(async () => {
    const seen = await gotBy(name, since);
    return isSo(seen) ? seen : undefined;
  }, 1200);
  if (!found) throw new Error(`the users ${name} get no more than ${JSON.stringify(await gotBy(name, since))}`);
  return found;
}

/** Waits until each of these streams had another answer, or two: what was under way before is counted. */
async function askedAgain(names: string[]): Promise<void> {
  const before = await stage.streams();
  for (const name of names) await gotWhen(new RegExp(`^${name}$`), before, ({ requests }) => requests >= 2);
}

/** Waits until no pod has these labels any more, not even on its way out. */
async function gone(labels: string): Promise<void> {
  const isGone = await eventually(async () => (await stage.list('Pod', labels)).length === 0, 600);
  if (!isGone) throw new Error(`there still are pods ${labels}`);
}

test(
  'three pods of v1, and v2 in the dark: asked, and load tested; one pod of it gets the label, and a quarter of the users; it fails, and is taken back',
  async () => {
    const before = await stage.streams();
    const load = { get: '/reviews/7', requests: 10, failed: '<= 0%' };
    const verify = { from: { pod: 'app=sleep' }, requests: [{ get: '/reviews/7' }], load };
    const steps = [{ approval: 'first-users' }, { weight: 25, hold: '1h' }];
    const handle = await sluice.start(specOf('reviews', { verify, steps }), { by: 'test' });

    // Dark: three pods of v2 run, have been asked and loaded, and production is undisturbed.
    const dark = await until(handle, ({ question }) => question?.gate === 'first-users');
    expect(told(dark, /^10 requests: 10 × 200; p50/)).toBeDefined();
    expect(await pods('version=v2')).toHaveLength(3);
    const undisturbed = await gotWhen(/^reviews$/, before, ({ requests }) => requests > 50);
    expect([undisturbed.failed, undisturbed.byVersion]).toEqual([0, { v1: undisturbed.requests }]);
    await handle.approve({ by: 'ann', reason: 'it answers', gate: 'first-users' });

    // One pod of v2 has the label.
    const quarter = await until(handle, ({ weight }) => weight === 25);
    expect(told(quarter, /^weight 25 %: 25 %, 1 of 4 pods$/)).toBeDefined();
    expect(await pods('version=v2,app=reviews')).toHaveLength(1);
    expect(await pods('version=v1,app=reviews')).toHaveLength(3);

    // A quarter of users' requests, once the node sends any there: for each connection it chooses a pod by chance.
    await gotWhen(/^reviews$/, before, ({ byVersion }) => (byVersion['v2'] ?? 0) > 0);
    const from = await stage.streams();
    const { requests, failed, byVersion } = await gotWhen(/^reviews$/, from, (seen) => seen.requests >= 1200);
    const { v2: ofCanary = 0 } = byVersion;
    console.log(`one of four pods: ${((100 * ofCanary) / requests).toFixed(1)} % of ${requests} requests`);
    expect({ ofCanary, requests, isPlausible: isPlausible(ofCanary, requests, 0.25) }).toMatchObject({
      isPlausible: true,
    });
    expect(failed).toBe(0);
    const { report } = await until(handle, (state) => state.report?.verdict === 'pass');
    expect(report?.share).toMatchObject({
      asked: 25,
      measured: 25,
      canary: 1,
      total: 4,
      by: 'endpoints',
      reached: 'yes',
    });

    // Its error rate rises: back at once.
    await stage.behave('v2', { errorRate: 0.5 });
    const begun = Date.now();
    const back = await until(handle, ({ weight, cause }) => cause !== undefined && weight === 0);
    console.log(`from the first error to nobody on v2: at most ${Date.now() - begun} ms`);
    expect(await pods('version=v2,app=reviews')).toEqual([]);
    const turned = told(back, /^roll back: /);
    const written = back.journal.findLast(({ what }) => /^weight 0 %: 0 %, 0 of 3 pods$/.test(what));
    expect(written).toBeDefined();
    console.log(`from the decision to it: ${(written?.at ?? 0) - (turned?.at ?? 0)} ms`);

    const end = await ended(handle);
    expect(end.outcome).toEqual({ kind: 'rolled-back', why: expect.stringMatching(/^error rate: /) });
    expect(
      told(end, /^nobody opens a connection to v2 any more; connections that are open end with its 3 pods$/),
    ).toBeDefined();
    expect(await stage.get('deployment/reviews-v2')).toBeUndefined();
    expect(await pods('app=reviews')).toHaveLength(3);
  },
  minutes,
);

test(
  'the good one gets up to three pods, v1 gives up its own and is deleted, and no request of a user fails',
  async () => {
    const before = await stage.streams();
    const handle = await sluice.start(specOf('reviews'), { by: 'test' });
    const half = await until(handle, ({ weight }) => weight === 50);
    const proved = await pods('version=v2,app=reviews');
    expect([half.outcome, proved.length]).toEqual([undefined, 3]);
    await until(handle, ({ weight }) => weight === 75);
    expect(await pods('version=v1,app=reviews')).toHaveLength(1);
    expect(await pods('version=v2,app=reviews')).toEqual(proved);
    const end = await ended(handle);
    expect(end.outcome).toEqual({ kind: 'released' });
    const got = await gotBy(/^reviews$/, before);
    console.log(`the good release: ${got.requests} requests, ${JSON.stringify(got.byStatus)}`);
    expect(got.byStatus).toEqual({ 200: got.requests });
    expect(await stage.get('deployment/reviews-v1')).toBeUndefined();
    expect(await pods('app=reviews')).toEqual(proved);
    expect(told(end, /^the last pod of v1 has ended$/)).toBeDefined();
  },
  minutes,
);

test(
  'connections that are kept, and gRPC streams: who is on a pod stays there until it ends, and what is cut is counted',
  async () => {
    // Half of the pods are v2's, and of the connections that are opened now. Taken back, these stay until its pods end.
    const back = await sluice.start(specOf('ratings', { steps: [{ weight: 50, hold: '1h' }] }), { by: 'test' });
    await until(back, ({ weight }) => weight === 50);
    const ip = await address('ratings');
    for (const name of streaming) await set(name, { ratePerSecond: 1, url: `grpc://${ip}:9090` });
    let rounds = 0;
    const areOnBoth = await eventually(async () => {
      rounds += 1; // another header takes another connection, whose pod is another matter of chance
      const change = { ratePerSecond: 2, url: `http://${ip}:9080/ratings/7`, headers: { 'x-round': String(rounds) } };
      for (const name of keeping) await set(name, change);
      const begun = await stage.streams();
      await askedAgain(keeping);
      return ((await gotBy(/^keepalive/, begun)).byVersion['v2'] ?? 0) > 0;
    }, 600);
    expect(areOnBoth).toBe(true);
    await back.abort({ by: 'test', reason: 'enough' });
    await until(back, ({ weight, cause }) => cause !== undefined && weight === 0);
    const dark = await stage.streams();
    const stayed = await gotWhen(/^keepalive/, dark, ({ byVersion }) => (byVersion['v2'] ?? 0) > 0);
    const anew = await gotBy(/^ratings$/, dark);
    expect((await ended(back)).outcome).toMatchObject({ kind: 'aborted' });
    await gone('version=v2,app!=reviews');
    await askedAgain([...keeping, 'ratings']);
    const [cut, streams, others] = await Promise.all([
      gotBy(/^keepalive/, dark),
      gotBy(/^grpc/, dark),
      gotBy(/^ratings$/, dark),
    ]);
    console.log(
      `taken back: when its pods had just lost the label ${stayed.byVersion['v2'] ?? 0} of ${stayed.requests} requests ` +
        `over kept connections still reached v2, and ${anew.byVersion['v2'] ?? 0} of ${anew.requests} over new ones; until they had ` +
        `ended ${cut.failed} of ${cut.requests} failed (${JSON.stringify(cut.byStatus)}), of gRPC ${JSON.stringify(streams.byStatus)}`,
    );
    expect(others.failed).toBe(0);
    expect(cut.failed).toBeLessThanOrEqual(keeping.length); // at worst one for each connection
    const after = await stage.streams();
    const taken = await gotWhen(/^(keepalive|ratings)/, after, ({ requests }) => requests >= 50);
    expect(Object.keys(taken.byVersion)).toEqual(['v1']);

    // Released, each pod of v1 takes its connections with it.
    const before = await stage.streams();
    const end = await ended(await sluice.start(specOf('ratings'), { by: 'test' }));
    expect(end.outcome).toEqual({ kind: 'released' });
    const endsOf = ({ byStatus }: Got) =>
      Object.entries(byStatus).reduce((total, [status, count]) => total + (status === 'message' ? 0 : count), 0);
    const grpc = await gotWhen(/^grpc/, before, (seen) => endsOf(seen) >= streaming.length); // none outlives its pod
    await askedAgain([...keeping, 'ratings']);
    const [plain, held] = await Promise.all([gotBy(/^ratings$/, before), gotBy(/^keepalive/, before)]);
    console.log(
      `released: of those who open a connection each time ${plain.failed} of ${plain.requests} failed, of those who keep theirs ` +
        `${held.failed} of ${held.requests} (${JSON.stringify(held.byStatus)}); gRPC ${JSON.stringify(grpc.byStatus)}`,
    );
    expect(plain.failed).toBe(0);
    expect(held.failed).toBeLessThanOrEqual(keeping.length);
    expect(await pods('app=ratings,version=v1')).toEqual([]);
    const last = await stage.streams();
    const given = await gotWhen(/^keepalive/, last, ({ requests }) => requests >= 50);
    expect(Object.keys(given.byVersion)).toEqual(['v2']);
  },
  minutes,
);

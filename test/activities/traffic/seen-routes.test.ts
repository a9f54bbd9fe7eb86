import { expect, jest, test } from '@jest/globals';
import type { Change, Cluster } from '../../../activities/kubernetes/cluster.js';
import type { JsonPatch } from '../../../activities/kubernetes/json-patch.js';
import type { KubernetesObject } from '../../../activities/kubernetes/kubernetes-object.js';
import { istioRouter } from '../../../activities/traffic/istio.js';
import { SeenRoutes } from '../../../activities/traffic/seen-routes.js';
import { Trouble } from '../../../activities/trouble.js';
import type { IstioRoute } from '../../../domain/plan.js';

const to = (subset: string, weight: number) => ({ destination: { host: 'reviews', subset }, weight });
const plan: IstioRoute = {
  ...{ kind: 'istio', namespace: 'bookinfo', virtualService: 'reviews', route: { by: 'index', index: 0 } },
  ...{ stable: { host: 'reviews', subset: 'v1' }, canary: { host: 'reviews', subset: 'v2' } },
  ...{ destinationRule: { name: 'reviews', exists: true }, missingSubsets: [], before: [to('v1', 100)] },
};
const fence = { release: 'release/test/bookinfo/reviews/1', since: 1_700_000_000_000, epoch: 3 };
const soon = () => AbortSignal.timeout(50_000);

/** One route at the API server, which tells its followers only when it is told to. */
class Server {
  reads = 0;
  conflicts = 0;
  weights = { v1: 50, v2: 50 };
  #version = 1;
  #annotations: Record<string, string> = {};
  tell: (change: Change) => void = () => undefined;

  get object(): KubernetesObject {
    const route = [to('v1', this.weights.v1), to('v2', this.weights.v2)];
    const metadata = { name: 'reviews', namespace: 'bookinfo', resourceVersion: String(this.#version) };
    return {
      ...{ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService' },
      ...{ metadata: { ...metadata, annotations: { ...this.#annotations } }, spec: { http: [{ route }] } },
    };
  }

  readonly cluster = {
    get: () => {
      this.reads += 1;
      return Promise.resolve(this.object);
    },
    watch: (_filter: object, onChange: (change: Change) => void, signal: AbortSignal) => {
      this.tell = onChange;
      onChange({ type: 'ADDED', object: this.object });
      return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    },
    patch: (_object: object, operations: JsonPatch) => this.#patch(operations),
  } as unknown as Cluster;

  /** Somebody else's write. */
  edit(v2: number): void {
    this.weights = { v1: 100 - v2, v2 };
    this.#version += 1;
  }

  #patch(operations: JsonPatch): Promise<KubernetesObject> {
    const isAsRead = operations.some(
      ({ path, ...rest }) =>
        path === '/metadata/resourceVersion' && 'value' in rest && rest.value === String(this.#version),
    );
    if (!isAsRead) this.conflicts += 1;
    if (!isAsRead) return Promise.reject(new Trouble('Conflict', 'it has changed'));
    for (const operation of operations) this.#apply(operation);
    this.#version += 1;
    return Promise.resolve(this.object);
  }

  #apply(operation: JsonPatch[number]): void {
    if (operation.op === 'test' || !('value' in operation)) return;
    if (operation.path.includes('annotations')) this.#annotations['sluice.dev/fence'] = String(operation.value);
    if (!operation.path.endsWith('/route')) return;
    const [v1, v2] = operation.value as [{ weight: number }, { weight: number }];
    this.weights = { v1: v1.weight, v2: v2.weight };
  }
}

function followed() {
  const server = new Server();
  const stop = new AbortController();
  const router = istioRouter(server.cluster, plan, 'bookinfo/reviews', new SeenRoutes());
  const following = router.follow(() => undefined, stop.signal);
  const rise = (weight: number) => router.shift(weight, { fence, overwrite: false }, soon());
  /** The weight that the release has written first, whatever was there. */
  const begin = async (weight: number) => {
    await router.shift(weight, { fence, overwrite: true }, soon());
    server.tell({ type: 'MODIFIED', object: server.object });
  };
  const takeBack = (epoch = 3) => router.shift(0, { fence: { ...fence, epoch }, overwrite: true }, soon());
  return { server, begin, rise, takeBack, end: () => (stop.abort(), following) };
}

test('a route that is followed is taken back without being read', async () => {
  const { server, takeBack, end } = followed();
  expect(await takeBack()).toEqual({ kind: 'split', weight: 0 });
  expect([server.weights, server.reads, server.conflicts]).toEqual([{ v1: 100, v2: 0 }, 0, 0]);
  await end();
});

test('where it has changed since it was told, the write is refused, and it is read', async () => {
  const { server, takeBack, end } = followed();
  server.edit(70);
  expect(await takeBack()).toEqual({ kind: 'split', weight: 0 });
  expect([server.weights, server.reads, server.conflicts]).toEqual([{ v1: 100, v2: 0 }, 1, 1]);
  await end();
});

test('that nothing is to be written is believed only when it was read', async () => {
  const { server, takeBack, end } = followed();
  await takeBack();
  server.tell({ type: 'MODIFIED', object: server.object });
  server.edit(50); // of which nobody has told yet
  expect(await takeBack()).toEqual({ kind: 'split', weight: 0 });
  expect([server.weights.v2, server.reads]).toEqual([0, 1]);
  await end();
});

test('a rise goes by what was told, too, also right after it is followed no longer', async () => {
  const { server, begin, rise, end } = followed();
  await begin(50);
  expect(await rise(60)).toEqual({ kind: 'split', weight: 60 });
  server.tell({ type: 'MODIFIED', object: server.object });
  await end();
  expect(await rise(70)).toEqual({ kind: 'split', weight: 70 });
  expect([server.weights, server.reads, server.conflicts]).toEqual([{ v1: 30, v2: 70 }, 0, 0]);
});

test("somebody's edit is laid to them only when it was read", async () => {
  const { server, begin, rise, end } = followed();
  await begin(60);
  server.edit(80);
  server.tell({ type: 'MODIFIED', object: server.object });
  server.edit(60); // they have put it back, of which nobody has told yet
  expect(await rise(70)).toEqual({ kind: 'split', weight: 70 });
  expect(server.reads).toBe(1);
  server.edit(80);
  server.tell({ type: 'MODIFIED', object: server.object });
  expect(await rise(90)).toMatchObject({ kind: 'foreign', weight: 80 });
  await end();
});

test('what is gone, or has not been followed for long, is read first', async () => {
  const { server, takeBack, end } = followed();
  server.tell({ type: 'DELETED', object: server.object });
  await takeBack();
  expect(server.reads).toBe(1);
  server.tell({ type: 'ADDED', object: server.object });
  await end();
  jest.useFakeTimers({ now: Date.now() + 10_000, doNotFake: ['nextTick', 'queueMicrotask'] });
  await takeBack(4);
  jest.useRealTimers();
  expect(server.reads).toBe(2);
});

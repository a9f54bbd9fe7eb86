import { expect } from '@jest/globals';
import { stringify } from 'yaml';
import { freezeInConfigMaps } from '../../../../activities/freeze/config-maps.js';
import { prometheus } from '../../../../activities/metrics/prometheus.js';
import { preflight } from '../../../../activities/preflight/preflight.js';
import { istioRouter } from '../../../../activities/traffic/istio.js';
import type { TrafficRouter } from '../../../../activities/traffic/traffic-router.js';
import type { Plan } from '../../../../domain/plan.js';
import { presentPorts } from '../../../../playground/present-ports.js';
import { readObject } from '../../cluster-reads.js';
import { applyObjects, inCluster } from '../bookinfo-copy.js';
import { cluster, soon } from '../own-namespace.js';
import { fenceOf } from '../traffic/traffic-router.behaviour.js';

type Fields = Record<string, unknown>;

/** One shape of a route, in a namespace of its own on the real API server, behind Istio's own webhook. */
export interface CaseWorld {
  /** Objects beside, or instead of, those of the base; of the case's namespace unless they say another. */
  objects: Fields[];
  /** Changes of the release's spec; Istio's route is found unless it is named. */
  spec?: Fields;
}

interface Kept {
  metadata: Fields & { annotations?: Record<string, string> };
  spec: Fields & { http?: Fields[] };
}

const image = 'docker.io/sluice/reviews:v1';

/** Nothing of it runs: what is looked at is what is written. */
export const deployment = (name: string, labels: Record<string, string>): Fields => ({
  ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name } },
  spec: {
    ...{ paused: true, replicas: 1, selector: { matchLabels: labels } },
    template: { metadata: { labels }, spec: { containers: [{ name: 'reviews', image }] } },
  },
});
export const service = (name: string, spec: Fields = {}): Fields => ({
  ...{ apiVersion: 'v1', kind: 'Service', metadata: { name } },
  spec: { selector: { app: 'reviews' }, ports: [{ name: 'http', port: 9080 }], ...spec },
});
export const virtualService = (spec: Fields, metadata: Fields = {}): Fields => ({
  ...{ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService' },
  ...{ metadata: { name: 'reviews', ...metadata }, spec: { hosts: ['reviews'], ...spec } },
});
export const destinationRule = (spec: Fields = {}, name = 'reviews', metadata: Fields = {}): Fields => ({
  ...{ apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata: { name, ...metadata } },
  spec: { host: 'reviews', subsets: [subset('v1'), subset('v2')], ...spec },
});
export const subset = (version: string): Fields => ({ name: version, labels: { version } });

/** A destination; the weight is left out where none is given. */
export const to = (name?: string, weight?: number, more: Fields = {}): Fields => ({
  destination: { host: 'reviews', ...(name === undefined ? {} : { subset: name }), ...more },
  ...(weight === undefined ? {} : { weight }),
});
/** The route that the cases call `main`, between v1 and v2. */
export const main = { name: 'main', route: [to('v1', 100), to('v2', 0)] };

/** The destinations of most cases at these weights. */
export const split = (stable: number, canary: number) => [to('v1', stable), to('v2', canary)];
export const port = { port: { number: 9080 } };
export const byRouteMain = { http: [main] };
export const byMain = { traffic: { istio: { virtualService: 'reviews', route: 'main' } } };
/** In place of the base's: none at all. */
export const noRule: Fields = { ...destinationRule(), spec: undefined };
export const role = (name: string, version: string) => ({ name, labels: { version } });
export const limitMs = 300_000;

/** What the preflight says of it, and the router for its plan. */
export class RouteCase {
  readonly namespace: string;
  readonly #spec: Fields;

  private constructor(namespace: string, spec: Fields) {
    this.namespace = namespace;
    this.#spec = spec;
  }

  /** Makes the case's world, lets it be looked at, and takes it away. */
  static async of(name: string, { objects, spec = {} }: CaseWorld, look: (it: RouteCase) => Promise<void>) {
    const namespace = `route-case-${name}`;
    await inCluster(['delete', 'namespace', namespace, '--ignore-not-found', '--wait=true']);
    await applyObjects({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    try {
      const base = [service('reviews'), deployment('reviews-v1', { app: 'reviews', version: 'v1' }), destinationRule()];
      const isIn = (one: Fields) => (other: Fields) => keyOf(one) === keyOf(other);
      const kept = [...base.filter((each) => !objects.some(isIn(each))), ...objects].filter(
        ({ spec: own }) => own !== undefined,
      );
      await applyObjects(
        ...kept.map((each) => ({ ...each, metadata: { namespace, ...(each['metadata'] as Fields) } })),
      );
      await look(new RouteCase(namespace, spec));
    } finally {
      await inCluster(['delete', 'namespace', namespace, '--ignore-not-found', '--wait=false']);
    }
  }

  /** The plan. @throws with the problems when it is refused. */
  async plan(changes: Fields = {}): Promise<Plan> {
    const found = await this.#examine(changes);
    if (found.kind !== 'planned') throw new Error(`not planned: ${JSON.stringify(found)}`);
    return found.plan;
  }

  /** What speaks against the release; nothing is written for it. */
  async problems(changes: Fields = {}): Promise<string[]> {
    const before = await this.#footprint();
    const found = await this.#examine(changes);
    if ((await this.#footprint()) !== before) throw new Error('the preflight has written something');
    if (found.kind !== 'refused') throw new Error(`not refused: ${JSON.stringify(found)}`);
    return found.problems.map((text) => text.replaceAll(this.namespace, 'shop'));
  }

  async #examine(changes: Fields) {
    const text = stringify({
      ...{ apiVersion: 'sluice/v1', kind: 'Release', metadata: { namespace: this.namespace, name: 'reviews' } },
      spec: {
        canary: { version: 'v2', image: 'docker.io/sluice/reviews:v2' },
        ...{ traffic: { istio: {} }, judge: 'observe', ...this.#spec, ...changes },
      },
    });
    const metrics = prometheus(`http://127.0.0.1:${presentPorts().prometheus}`);
    const fence = fenceOf(0);
    return preflight({ cluster, metrics, sharedFreeze: freezeInConfigMaps(cluster) })(text, fence, soon());
  }

  router({ route }: Plan): TrafficRouter {
    if (route.kind !== 'istio') throw new Error('not by Istio');
    return istioRouter(cluster, route, `${this.namespace}/reviews`);
  }

  /** The object as a person wrote it: without Kubernetes' bookkeeping and our annotation. */
  async read(kind: 'virtualservice' | 'destinationrule' | 'service', name = 'reviews'): Promise<Kept | undefined> {
    const object = await readObject<Kept>(this.namespace, `${kind}/${name}`);
    if (!object) return undefined;
    const { managedFields: _, resourceVersion: __, generation: ___, annotations = {}, ...metadata } = object.metadata;
    const others = Object.fromEntries(Object.entries(annotations).filter(([key]) => key !== 'sluice.dev/fence'));
    return { ...object, metadata: { ...metadata, annotations: others } };
  }

  /** The routes of a VirtualService. */
  async http(name = 'reviews'): Promise<Fields[]> {
    return (await this.read('virtualservice', name))?.spec.http ?? [];
  }

  async #footprint(): Promise<string> {
    const all = 'virtualservices.networking.istio.io,destinationrules.networking.istio.io,services';
    const path =
      '{range .items[*]}{.kind}/{.metadata.name} {.metadata.generation} {.metadata.resourceVersion}{"\\n"}{end}';
    return inCluster(['get', all, '-n', this.namespace, '-o', `jsonpath=${path}`]);
  }
}

/**
 * Takes the route through what a release does: to 10 and 50 %, to all, and back to stable. `at` tells what its destinations
 * must be at a weight; all else must stay deeply equal, and at the end so must everything.
 */
export async function expectThroughARelease(
  it: RouteCase,
  at: (stable: number, canary: number) => Fields[],
  { index = 0, plan: changes = {} }: { index?: number; plan?: Fields } = {},
): Promise<Plan> {
  const before = await it.read('virtualservice');
  const rule = await it.read('destinationrule');
  const plan = await it.plan(changes);
  const router = it.router(plan);
  const others = (http: Fields[]) => http.map((route, place) => (place === index ? { ...route, route: [] } : route));
  let epoch = 1;
  for (const weight of [0, 10, 50, 100]) {
    expect(await router.shift(weight, { fence: fenceOf(epoch++), overwrite: false }, soon())).toMatchObject({ weight });
    const now = await it.read('virtualservice');
    expect(now?.spec.http?.[index]?.['route']).toEqual(at(100 - weight, weight));
    expect({ ...now, spec: { ...now?.spec, http: others(now?.spec.http ?? []) } }).toEqual({
      ...before,
      spec: { ...before?.spec, http: others(before?.spec.http ?? []) },
    });
  }
  await router.shift(0, { fence: fenceOf(epoch++), overwrite: true }, soon());
  expect((await it.http())[index]?.['route']).toEqual(at(100, 0));
  await router.release('stable', fenceOf(epoch++), soon());
  expect(await it.read('virtualservice')).toEqual(before);
  expect(await it.read('destinationrule')).toEqual(rule);
  return plan;
}

function keyOf({ kind, metadata }: Fields): string {
  const { name, namespace = '' } = metadata as { name: string; namespace?: string };
  return `${String(kind)} ${namespace}/${name}`;
}

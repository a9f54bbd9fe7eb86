import type { Ports } from '../../../activities/ports.js';
import { Trouble } from '../../../activities/trouble.js';
import type { Sample } from '../../../domain/check.js';
import { parseRelease } from '../../../spec/parse.js';
import { type Counter, scrapedEachSecond } from '../../activities/metrics/scraped-each-second.js';
import { planOf } from '../../domain/planned.js';

const answer = JSON.stringify({ reviews: [{ rating: { stars: 5 } }] });

const namespaceIn = (query: string): string => /destination_service_namespace="([^"]+)"/.exec(query)?.[1] ?? '';

/** A cluster in memory, behind our own ports, for tests of what stands in front of it: one service a namespace. */
export class MemoryCluster {
  /** The canary's weight, by namespace. */
  readonly weights = new Map<string, number>();
  successRate = 1;
  readonly #begun = Date.now() / 1000;
  readonly #shifts: { namespace: string; at: number; weight: number }[] = [];
  /** What preflight finds wrong. */
  problems: string[] = [];
  /** While set, every write to a route fails so. */
  routeTrouble: string | undefined;

  readonly ports: Ports = {
    searchable: true,
    preflight: (text) => Promise.resolve(this.#preflight(text)),
    traffic: ({ namespace }) => ({
      observe: () => Promise.resolve({ kind: 'split', weight: this.#weight(namespace) }),
      follow: done,
      shift: (weight) => this.#shift(namespace, weight),
      release: async (to) => void (await this.#shift(namespace, to === 'canary' ? 100 : 0)),
    }),
    workloads: () => ({
      observe: () => Promise.resolve({ kind: 'ready', ready: 2, serving: 2 }),
      count: () => Promise.resolve({ pods: 2, serving: 2 }),
      follow: (_deployment, _changed, signal) =>
        new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
      ...{ deploy: done, admit: done, remove: done, putBack: done },
      scale: () => Promise.resolve('done'),
    }),
    ...{ autoscalers: () => undefined, previewService: () => undefined },
    prober: () => ({
      send: (requests) => Promise.resolve(requests.map(() => ({ status: 200, body: answer, milliseconds: 5 }))),
      load: (test) => Promise.resolve({ sent: test.requests, byStatus: { 200: test.requests }, byMilliseconds: {} }),
      close: done,
    }),
    removeProbes: done,
    sharedFreeze: { read: () => Promise.resolve([]) },
    metrics: {
      sample: (query) => Promise.resolve(this.#sample(query)),
      sampleOwn: (query) => Promise.resolve(this.#sample(query)),
      scraped: (query, at) => Promise.resolve(scrapedEachSecond(query, at, this.#counters(query))),
    },
  };

  #weight(namespace: string): number {
    return this.weights.get(namespace) ?? 0;
  }

  #sample(query: string): Sample {
    const now = Date.now() / 1000;
    if (query.startsWith('min(timestamp(')) return { kind: 'number', value: query.includes('@') ? now - 3 : now };
    return { kind: 'number', value: query.includes('/ sum') ? this.successRate : 5 * this.#share(query) };
  }

  /** The percentage of users' requests that the query is about. */
  #share(query: string): number {
    if (!query.includes('destination_workload')) return 100;
    const weight = this.#weight(namespaceIn(query));
    return query.includes('"reviews-v2"') ? weight : 100 - weight;
  }

  /** What users of the namespace in the query were answered by each version, a thousand requests a second. */
  #counters(query: string): Record<string, Counter> {
    const namespace = namespaceIn(query);
    const canary = (seconds: number) => {
      const shifts = this.#shifts.filter((shift) => shift.namespace === namespace);
      const lasted = shifts.map(({ at }, index) =>
        Math.max(0, Math.min(shifts[index + 1]?.at ?? seconds, seconds) - at),
      );
      return Math.round(shifts.reduce((sum, { weight }, index) => sum + 10 * weight * (lasted[index] ?? 0), 0));
    };
    const all = (seconds: number) => Math.round(1000 * (seconds - this.#begun + 3600));
    const good = (seconds: number) => Math.round(this.successRate * canary(seconds));
    const failed = (seconds: number) => canary(seconds) - good(seconds);
    return { v1: (seconds) => all(seconds) - canary(seconds), v2: good, 'v2/500': failed };
  }

  #preflight(text: string): Awaited<ReturnType<Ports['preflight']>> {
    const parsed = parseRelease(text);
    if ('problems' in parsed || this.problems.length > 0) return { kind: 'refused', problems: this.problems };
    const { spec } = parsed;
    const { canary, ...plan } = planOf({ namespace: spec.namespace, service: spec.service });
    return { kind: 'planned', spec, plan: { ...plan, canary: { ...canary, version: spec.canary.version } } };
  }

  #shift(namespace: string, weight: number): Promise<{ kind: 'split'; weight: number }> {
    if (this.routeTrouble !== undefined) return Promise.reject(new Trouble('Unavailable', this.routeTrouble));
    this.weights.set(namespace, weight);
    this.#shifts.push({ namespace, at: Date.now() / 1000, weight });
    return Promise.resolve({ kind: 'split', weight });
  }
}

function done(): Promise<void> {
  return Promise.resolve();
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Conduct, Ports } from '../../../activities/ports.js';
import type { Traffic } from '../../../activities/traffic/traffic-router.js';
import { Trouble } from '../../../activities/trouble.js';
import type { Autoscalers } from '../../../activities/workloads/autoscalers.js';
import type { Workload } from '../../../activities/workloads/workloads.js';
import type { Sample } from '../../../domain/check.js';
import type { FreezeWindow } from '../../../domain/freeze.js';
import { scrapedEachSecond } from '../metrics/scraped-each-second.js';

/** A world of our own ports that a test can change while an act runs. */
export class World {
  requests: Sample = { kind: 'number', value: 500 };
  metricsTrouble: string | undefined;
  traffic: Traffic = { kind: 'split', weight: 10 };
  workload: Workload = { kind: 'ready', ready: 2, serving: 2 };
  /** What a Deployment has, those on their way out among them. */
  pods = { pods: 2, serving: 2 };
  /** What users were answered, evenly, in the minute before. */
  share = { canary: 500, stable: 4500 };
  /** Which part of the canary's answers are errors. */
  failing = 0;
  /** What nobody answered besides. */
  unanswered = 0;
  sharedWindows = (): Promise<FreezeWindow[]> => Promise.resolve([]);
  /** What is written, in order. */
  readonly written: string[] = [];
  podsChanged = (): void => undefined;
  routeChanged = (): void => undefined;
  /** What scales the versions; nothing unless said. */
  autoscalers: Autoscalers | undefined;
  /** What was scaled, and to how many; `gone` where there is no such Deployment. */
  readonly scaled: [string, number][] = [];
  readonly removed: string[] = [];
  scale: 'done' | 'gone' = 'done';
  /** Every query that was asked for one number. */
  readonly queries: string[] = [];

  readonly ports: Ports = {
    searchable: false,
    preflight: () => Promise.resolve({ kind: 'refused', problems: [] }),
    ...{ prober: unused, removeProbes: unused },
    traffic: () => ({
      observe: () => Promise.resolve(this.traffic),
      follow: (changed) => Promise.resolve(void (this.routeChanged = changed)),
      shift: (weight) => {
        this.written.push(`shift ${weight}`);
        return Promise.resolve<Traffic>({ kind: 'split', weight });
      },
      release: unused,
    }),
    workloads: () => ({
      observe: () => Promise.resolve(this.workload),
      follow: (_deployment, changed, signal) => {
        this.podsChanged = changed;
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
      },
      count: () => Promise.resolve(this.pods),
      admit: () => {
        this.written.push('admit');
        return Promise.resolve();
      },
      scale: (deployment, replicas) => {
        this.scaled.push([deployment, replicas]);
        return Promise.resolve(this.scale);
      },
      remove: (deployment) => Promise.resolve(void this.removed.push(deployment)),
      ...{ deploy: unused, putBack: unused },
    }),
    autoscalers: () => this.autoscalers,
    previewService: () => undefined,
    sharedFreeze: { read: () => this.sharedWindows() },
    metrics: {
      sample: (query) => {
        this.queries.push(query);
        return this.#asked(this.requests);
      },
      sampleOwn: () => this.#asked(this.requests),
      scraped: (query, at) => this.#asked(scrapedEachSecond(query, at, this.#counters)),
    },
  };

  readonly #begun = Date.now() / 1000;

  /** All of it between 58 and 8 seconds before the test. */
  readonly #counters = {
    v1: (seconds: number) => Math.round(this.share.stable * this.#partUntil(seconds)),
    v2: (seconds: number) => Math.round((1 - this.failing) * this.share.canary * this.#partUntil(seconds)),
    'v2/500': (seconds: number) => Math.round(this.failing * this.share.canary * this.#partUntil(seconds)),
    'unknown/503': (seconds: number) => Math.round(this.unanswered * this.#partUntil(seconds)),
  };

  #partUntil(seconds: number): number {
    return Math.min(1, Math.max(0, (seconds - this.#begun + 58) / 50));
  }

  #asked<Answer>(answer: Answer): Promise<Answer> {
    if (this.metricsTrouble === undefined) return Promise.resolve(answer);
    return Promise.reject(new Trouble('Unavailable', this.metricsTrouble));
  }
}

function unused(): never {
  throw new Error('this act has no business with that');
}

/** Waits until it is so. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(5);
}

/** How a test conducts an act; what was told and reported is kept. */
export function conduct(signal = new AbortController().signal): Conduct & { told: unknown[]; reported: unknown[] } {
  const told: unknown[] = [];
  const reported: unknown[] = [];
  const report = (seen: unknown): Promise<void> => {
    reported.push(seen);
    return Promise.resolve();
  };
  const tell = (progress: unknown) => told.push(progress);
  return { signal, isWithin: false, progress: undefined, tell, report, told, reported };
}

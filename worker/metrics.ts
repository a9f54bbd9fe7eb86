import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ActInput, Finding } from '../domain/act.js';
import { failures } from '../domain/failure.js';
import type { Fence } from '../domain/fence.js';
import type { Plan } from '../domain/plan.js';
import type { WatchReport } from '../domain/watch-report.js';
import { isActInput, serviceOf } from './act-input.js';
import { NoticeMetrics } from './notice-metrics.js';
import { type Running, RunningActs } from './running-acts.js';

/** How many releases are remembered for the time between two of their shifts. */
const remembered = 1000;

/** What a worker tells Prometheus: of the acts that pass through it, and nothing that it does not see itself. */
export class WorkerMetrics {
  readonly registry = new Registry();
  readonly #notices = new NoticeMetrics(this.registry);
  readonly #running = new RunningActs();
  readonly #shifted = new Map<Fence['release'], { weight: number; at: number }>();
  readonly #acts = new Histogram({
    name: 'sluice_act_duration_seconds',
    help: 'How long each attempt at an act (activity) took, by what it found, or why it could not be done',
    labelNames: ['act', 'result'],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600],
    registers: [this.registry],
  });
  readonly #steps = new Histogram({
    name: 'sluice_step_duration_seconds',
    help: 'How long a weight was in force until the next, where this worker wrote both',
    labelNames: ['namespace', 'service'],
    buckets: [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 21_600, 86_400],
    registers: [this.registry],
  });
  readonly #ended = new Counter({
    name: 'sluice_releases_ended_total',
    help: 'Releases whose last act ran in this worker, by outcome: released, rolled-back, aborted, refused; not those that were aborted before anything was deployed',
    labelNames: ['namespace', 'service', 'outcome'],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    this.#running.registerGauges(this.registry);
  }

  /** Runs an attempt at an act, and counts it. What is no act is only run. */
  async pass(input: unknown, run: () => Promise<unknown>): Promise<unknown> {
    if (!isActInput(input)) return this.#notices.pass(input, run);
    const running: Running = { input };
    const { kind: act } = input.act;
    const begun = performance.now();
    const took = () => (performance.now() - begun) / 1000;
    this.#running.add(running);
    try {
      const finding = await run();
      this.#acts.observe({ act, result: isFinding(finding) ? finding.kind : 'fault' }, took());
      if (isFinding(finding)) this.#found(input, finding);
      return finding;
    } catch (cause) {
      this.#acts.observe({ act, result: nameOf(cause) }, took());
      throw cause;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Takes what a look of a running watch found. */
  readonly saw = (plan: Plan, report: WatchReport): void => this.#running.saw(plan, report);

  /** Tells how many workflows are kept in memory. */
  countCached(cached: () => number): void {
    const gauge = new Gauge({
      name: 'sluice_cached_workflows',
      help: 'Workflows that are kept in memory; the others are read again from their history when they are needed',
      registers: [],
      collect() {
        this.set(cached());
      },
    });
    this.registry.registerMetric(gauge);
  }

  #found(input: ActInput, finding: Finding): void {
    const { act, cause = 'rolled-back', fence } = input;
    if (!fence.release.startsWith('release/')) return; // a preview ends no release
    const of = serviceOf(input);
    if (finding.kind === 'refused') return this.#ended.inc({ ...of, outcome: 'refused' });
    if (finding.kind !== 'done') return;
    if (act.kind === 'shift') this.#shift(input, act.weight);
    const isReleased = act.kind === 'finish' && act.to === 'canary';
    if (!isReleased && act.kind !== 'putBack') return;
    this.#shifted.delete(fence.release);
    this.#ended.inc({ ...of, outcome: isReleased ? 'released' : cause });
  }

  #shift(input: ActInput, weight: number): void {
    const { release } = input.fence;
    const before = this.#shifted.get(release);
    if (before?.weight === weight) return;
    if (before) this.#steps.observe(serviceOf(input), (Date.now() - before.at) / 1000);
    this.#shifted.set(release, { weight, at: Date.now() });
    const [oldest] = this.#shifted.keys();
    if (this.#shifted.size > remembered && oldest !== undefined) this.#shifted.delete(oldest);
  }
}

/** The trouble's name from the closed list; a cancellation; or a fault of ours. */
function nameOf(cause: unknown): string {
  if (cause instanceof Error && cause.name === 'CancelledFailure') return 'cancelled';
  const type = cause instanceof Error && 'type' in cause ? cause.type : undefined;
  return typeof type === 'string' && type in failures ? type : 'fault';
}

function isFinding(finding: unknown): finding is Finding {
  return typeof finding === 'object' && finding !== null && 'kind' in finding;
}

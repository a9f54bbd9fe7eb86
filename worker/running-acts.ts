import { Gauge, type Registry } from 'prom-client';
import type { ActInput } from '../domain/act.js';
import type { Plan } from '../domain/plan.js';
import { phases } from '../domain/release-state.js';
import type { WatchReport } from '../domain/watch-report.js';
import { hasPlan, serviceOf } from './act-input.js';

/** An act that runs now, and what its watch saw last. */
export interface Running {
  input: ActInput;
  report?: WatchReport;
}

/** A release whose watch runs now. */
interface Watched {
  service: { namespace: string; service: string };
  version: string;
  weight: number;
  report: WatchReport | undefined;
}

/**
 * The acts that run at this moment, and the gauges of them: those of several workers can be added, and none outlives its
 * release.
 */
export class RunningActs extends Set<Running> {
  /** What a look of a running watch found. */
  saw({ namespace, service }: Plan, report: WatchReport): void {
    for (const running of this) {
      const own = serviceOf(running.input);
      const isIt = own.namespace === namespace && own.service === service;
      if (isIt && running.input.act.kind === 'watch') running.report = report;
    }
  }

  registerGauges(registry: Registry): void {
    for (const gauge of [...this.#ofCanaries(), this.#phases(), this.#checks(), this.#evidence()])
      registry.registerMetric(gauge);
  }

  #phases(): Gauge {
    const acts = (): Running[] => [...this];
    return new Gauge({
      name: 'sluice_releases',
      help: 'Releases for which an act runs in this worker now, by phase; one that waits for a person at weight 0 has none',
      labelNames: ['phase'],
      registers: [],
      collect() {
        for (const phase of phases) this.set({ phase }, acts().filter(({ input }) => input.phase === phase).length);
      },
    });
  }

  #ofCanaries(): Gauge[] {
    const watched = (): Watched[] => this.#watched();
    const gauge = (name: string, help: string, valueOf: (watched: Watched) => number | undefined): Gauge =>
      new Gauge({
        ...{ name, help: `${help}, of releases that this worker watches now`, registers: [] },
        labelNames: ['namespace', 'service', 'version'],
        collect() {
          this.reset();
          for (const each of watched()) {
            const value = valueOf(each);
            if (value !== undefined) this.set({ ...each.service, version: each.version }, value);
          }
        },
      });
    return [
      gauge(
        'sluice_canary_weight_percent',
        'The share of requests asked for the canary, in percent',
        ({ weight }) => weight,
      ),
      gauge(
        'sluice_canary_share_percent',
        'The share that users got of it, in percent',
        ({ report }) => report?.share.measured,
      ),
      gauge(
        'sluice_judge_evidence',
        'Odds to 1 against two alike versions looking as canary and stable do; 1000 are harmful',
        ({ report }) => report?.opinion?.evidence,
      ),
    ];
  }

  #checks(): Gauge {
    const watched = (): Watched[] => this.#watched();
    return new Gauge({
      name: 'sluice_check_value',
      help: "A check's figure in its own unit (ratio, milliseconds, the query's), of releases that this worker watches now",
      labelNames: ['namespace', 'service', 'check', 'of'],
      registers: [],
      collect() {
        this.reset();
        for (const { service, report } of watched())
          for (const { name: check, canary, stable } of report?.checks ?? []) {
            if (canary !== undefined) this.set({ ...service, check, of: 'canary' }, canary);
            if (stable !== undefined) this.set({ ...service, check, of: 'stable' }, stable);
          }
      },
    });
  }

  #evidence(): Gauge {
    const watched = (): Watched[] => this.#watched();
    return new Gauge({
      name: 'sluice_check_evidence',
      help: 'Odds to 1 against a version that keeps the limit looking as the canary does; a thousand fail it',
      labelNames: ['namespace', 'service', 'check'],
      registers: [],
      collect() {
        this.reset();
        for (const { service, report } of watched())
          for (const { name: check, evidence } of report?.checks ?? [])
            if (evidence !== undefined) this.set({ ...service, check }, evidence);
      },
    });
  }

  #watched(): Watched[] {
    return [...this].flatMap(({ input, report }) =>
      hasPlan(input) && input.act.kind === 'watch'
        ? [{ service: serviceOf(input), version: input.plan.canary.version, weight: input.act.weight, report }]
        : [],
    );
  }
}

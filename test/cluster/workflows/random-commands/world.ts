import { ApplicationFailure } from '@temporalio/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ActInput, Finding } from '../../../../domain/act.js';
import { type Fence, mayWrite } from '../../../../domain/fence.js';
import { planOf, specOf } from '../../../domain/planned.js';
import { fails, FakeCluster } from '../../../workflows/fake-cluster.js';
import type { Game } from './reference-model.js';

/** What writes, and so heeds the fence; what only looks is answered as ever. */
const writes = ['deploy', 'admit', 'shift', 'decommission', 'restore', 'putBack', 'finish'] as const;

/**
 * What is really there, in memory: every act takes a moment, in which orders may come, and does what it does at its end,
 * also when it was given up meanwhile; then the fence alone holds it back.
 */
export class World {
  readonly cluster = new FakeCluster();
  weight = 0;
  canary: 'none' | 'there' = 'none';
  stable: 'there' | 'gone' = 'there';
  /** What this release has written the route for, at its end. */
  finished: 'stable' | 'canary' | undefined;
  #acts = 0;
  #onAct: (count: number) => void = () => {};
  #fence: Fence | undefined;
  readonly #takesMs: number[];

  constructor({ steps, bakeMs, dark, bad, takesMs }: Game & { takesMs: number[] }) {
    this.#takesMs = takesMs;
    const spec = specOf({ steps, bakeMs, verify: { requests: [] } });
    const plan = planOf({ canary: { ...planOf().canary, dark } });
    // Not searchable: writing to Temporal's visibility takes half of the server's time.
    this.cluster.on('preflight', () => ({ kind: 'planned', spec, plan }));
    for (const kind of writes) this.cluster.on(kind, (input) => this.#writes(input));
    for (const kind of ['awaitReady', 'drain'] as const) this.cluster.on(kind, () => this.#takes());
    if (bad !== undefined) this.cluster.on(`watch ${bad}`, fails);
  }

  /** A release begins; `onAct` is told of each of its acts, but watches, when it begins, counted from 1. */
  begins(onAct: (count: number) => void): void {
    this.#acts = 0;
    this.#onAct = onAct;
    this.finished = undefined;
  }

  async #takes(): Promise<Finding> {
    this.#acts += 1;
    this.#onAct(this.#acts);
    await sleep(this.#takesMs[this.#acts % this.#takesMs.length]);
    return { kind: 'done' };
  }

  async #writes({ act, fence }: ActInput): Promise<Finding> {
    const done = await this.#takes();
    if (!mayWrite(fence, this.#fence)) throw ApplicationFailure.nonRetryable('a later act has the route', 'Superseded');
    this.#fence = fence;
    if (act.kind === 'shift') this.weight = act.weight;
    if (act.kind === 'deploy') this.canary = 'there';
    if (act.kind === 'putBack') this.canary = 'none';
    if (act.kind === 'decommission') this.stable = 'gone';
    if (act.kind === 'restore') this.stable = 'there';
    if (act.kind === 'finish') this.finished = act.to;
    return done;
  }
}

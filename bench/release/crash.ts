import type { Sluice } from '../../client/sluice.js';
import { WorkerProcess } from '../../playground/worker-process.js';
import { ApiWrites, isWeight } from './api-writes.js';
import { begun } from './commands.js';
import type { Field } from './field.js';
import { type Quantiles, quantiles } from './quantiles.js';

const order = { by: 'bench', reason: 'bench' };

/** A worker that does all the work, and, from time to time, one beside it that will take over. */
export class Relay {
  readonly #env: Record<string, string>;
  #active: WorkerProcess;
  #port: number;

  private constructor(active: WorkerProcess, port: number, env: Record<string, string>) {
    this.#active = active;
    this.#port = port;
    this.#env = env;
  }

  /** Begins with a worker at this port; each that takes over has the next. */
  static async start(port: number, env: Record<string, string>): Promise<Relay> {
    return new Relay(await WorkerProcess.start(port, env), port, env);
  }

  /** Starts a standby, ends the worker by SIGKILL, and answers when that was. */
  async fail(just?: () => void): Promise<number> {
    this.#port += 1;
    const standby = await WorkerProcess.start(this.#port, this.#env);
    just?.();
    const at = Date.now();
    await this.#active.kill();
    this.#active = standby;
    return at;
  }

  async stop(): Promise<void> {
    await this.#active.stop();
  }
}

/** From the SIGKILL of the worker, with a standby, to weight 0 by an abort that is sent just then. */
export async function abortAfterCrash(sluice: Sluice, field: Field, relay: Relay, runs: number): Promise<Quantiles> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const service = field.services[run % field.services.length] ?? '';
    const handle = await begun(sluice, field, { service, weights: [50] });
    const writes = await ApiWrites.fromNow();
    const killed = await relay.fail();
    await handle.abort(order);
    times.push((await writes.first(isWeight(service, 0), 60)).at - killed);
    await handle.result();
  }
  return quantiles(times);
}

/** From the SIGKILL of the worker amid a step to the step's weight by the standby; what was written before it does not count. */
export async function stepAfterCrash(sluice: Sluice, field: Field, relay: Relay, runs: number): Promise<Quantiles> {
  const times: number[] = [];
  for (let run = 0; times.length < runs && run < runs * 3; run += 1) {
    const service = field.services[run % field.services.length] ?? '';
    const handle = await begun(sluice, field, { service, weights: [10, 50] });
    const writes = await ApiWrites.fromNow();
    const killed = await relay.fail(() => {
      handle.skip(order).catch(() => undefined); // whoever answers it may be the one that is killed
    });
    const took = (await writes.first(isWeight(service, 50), 60)).at - killed;
    if (took > 0) times.push(took);
    await handle.abort(order);
    await handle.result();
  }
  return quantiles(times);
}

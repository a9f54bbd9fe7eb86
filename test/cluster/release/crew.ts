import { ApiProxy, type Held, type Trap, type Wanted } from './api-proxy.js';
import { WorkerProcess } from './worker-process.js';

/** A worker, and its own way to the API server. */
export interface Hand {
  worker: WorkerProcess;
  proxy: ApiProxy;
  port: number;
}

/** Several workers that stand in for one another; whoever is killed is replaced. */
export class Crew {
  readonly #env: Record<string, string>;
  readonly #ports: number[];
  readonly #traps = new Set<Trap>();
  #hands: Hand[] = [];
  #coming: Promise<void>[] = [];

  private constructor(ports: number[], env: Record<string, string>) {
    this.#ports = ports;
    this.#env = env;
  }

  /** As many workers as `size`; their health is served at some of the `ports`. */
  static async open(size: number, ports: number[], env: Record<string, string> = {}): Promise<Crew> {
    const crew = new Crew(ports, env);
    for (let each = 0; each < size; each += 1) crew.call();
    await crew.complete();
    return crew;
  }

  /** Calls for one more worker, without waiting for it. */
  call(): void {
    const coming = this.#start();
    coming.catch(() => undefined);
    this.#coming.push(coming);
  }

  /** Waits until every worker that was called for is there. */
  async complete(): Promise<void> {
    await Promise.all(this.#coming);
  }

  /** The next such request of whichever worker, held. It stays held until it is let go on, or its worker is killed. */
  caught(wanted: Wanted): Promise<{ hand: Hand; held: Held }> {
    return new Promise((resolve, reject) => {
      const spring = (held: Held, proxy: ApiProxy): void => {
        this.#handOf((each) => each.proxy === proxy).then((hand) => resolve({ hand, held }), reject);
      };
      this.#traps.add({ ...wanted, spring });
    });
  }

  /** The worker that Temporal names so: its process id, and the machine. */
  named(identity: string): Promise<Hand> {
    return this.#handOf(({ worker }) => identity.startsWith(`${worker.pid}@`));
  }

  /** Ends the worker as a power cut does, and calls for another. Answers when it ended, in milliseconds since 1970. */
  async kill(hand: Hand): Promise<number> {
    await this.#end(hand);
    const at = Date.now();
    this.call();
    return at;
  }

  /** Ends them all as a power cut does, with nobody to stand in. */
  async killAll(): Promise<void> {
    await this.complete();
    await Promise.all(this.#hands.map((hand) => this.#end(hand)));
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#coming);
    await Promise.all(this.#hands.map(({ worker }) => worker.stop()));
    for (const { proxy } of this.#hands) proxy.close();
  }

  async #start(): Promise<void> {
    const port = this.#ports.shift() ?? 0;
    const proxy = await ApiProxy.open(`sluice-worker-${port}`, this.#traps);
    const worker = await WorkerProcess.start(port, { ...this.#env, KUBECONFIG: proxy.kubeconfig });
    this.#hands.push({ worker, proxy, port });
  }

  /** One that has only just come may be at work already. */
  async #handOf(isIt: (hand: Hand) => boolean): Promise<Hand> {
    const hand = this.#hands.find(isIt) ?? (await this.complete().then(() => this.#hands.find(isIt)));
    if (!hand) throw new Error('no such worker in the crew');
    return hand;
  }

  async #end(hand: Hand): Promise<void> {
    if (!this.#hands.includes(hand)) throw new Error('this worker is dead already');
    this.#hands = this.#hands.filter((each) => each !== hand);
    await hand.worker.kill();
    hand.proxy.close();
    this.#ports.push(hand.port);
  }
}

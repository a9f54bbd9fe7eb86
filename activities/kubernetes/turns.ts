/** Lets so many go at once; the others wait, the first of them first. Who takes long keeps nobody waiting. */
export class Turns {
  #free: number;
  readonly #longMs: number;
  readonly #waiting: (() => void)[] = [];

  constructor(atOnce: number, longMs: number) {
    this.#free = atOnce;
    this.#longMs = longMs;
  }

  /** Does the work when its turn comes, and lets the next go when it has ended, however that may be, or has taken `longMs`. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    let hasLet = false;
    const letNext = (): void => {
      if (!hasLet) this.#letNext();
      hasLet = true;
    };
    const late = setTimeout(letNext, this.#longMs);
    try {
      return await work();
    } finally {
      clearTimeout(late);
      letNext();
    }
  }

  #letNext(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}

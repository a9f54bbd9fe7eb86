/** Why a receiver could not be told. Without a cause: that would name the address. */
export class Undelivered extends Error {
  override readonly name = 'Undelivered';
  /** No other try makes it better. */
  readonly isFinal: boolean;
  /** When the receiver wants to be tried again; undefined: it has not said. */
  readonly afterMs: number | undefined;

  constructor(message: string, { isFinal = false, afterMs }: { isFinal?: boolean; afterMs?: number | undefined } = {}) {
    super(message);
    this.isFinal = isFinal;
    this.afterMs = afterMs;
  }
}

import type { FailureType } from '../domain/failure.js';

/** What an adapter throws when it cannot do its work: the name of the trouble, in words, with what it met as the cause. */
export class Trouble extends Error {
  override readonly name = 'Trouble';
  readonly type: FailureType;
  /** With `Superseded`: the epoch of the same release that goes before. */
  readonly epoch: number | undefined;

  constructor(type: FailureType, message: string, { epoch, ...options }: ErrorOptions & { epoch?: number } = {}) {
    super(message, options);
    this.type = type;
    this.epoch = epoch;
  }
}

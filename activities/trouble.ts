import type { FailureType } from '../domain/failure.js';

/** What an adapter throws when it cannot do its work: the name of the trouble, in words, with what it met as the cause. */
export class Trouble extends Error {
  override readonly name = 'Trouble';
  readonly type: FailureType;

  constructor(type: FailureType, message: string, options?: ErrorOptions) {
    super(message, options);
    this.type = type;
  }
}

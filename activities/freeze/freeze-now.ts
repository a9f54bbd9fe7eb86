import { failures } from '../../domain/failure.js';
import { type Frozen, frozenAt } from '../../domain/freeze.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import { Trouble } from '../trouble.js';
import type { SharedFreeze } from './shared-freeze.js';

/**
 * The freeze that is in force now, by the spec's own windows and the shared ones as they are at this moment; undefined: none.
 * Windows that cannot be read freeze, too, until they can: nobody knows whether there is one.
 * @throws Trouble that may pass, when the API server does not answer.
 */
export async function freezeNow(
  shared: SharedFreeze,
  { freeze }: Pick<ReleaseSpec, 'freeze'>,
  signal: AbortSignal,
): Promise<Frozen | undefined> {
  if (!freeze) return undefined;
  try {
    const kept = await Promise.all(freeze.shared.map((where) => shared.read(where, signal)));
    return frozenAt([...freeze.windows, ...kept.flat()], Date.now());
  } catch (cause) {
    if (!(cause instanceof Trouble) || !failures[cause.type].permanent) throw cause;
    return { why: cause.message };
  }
}

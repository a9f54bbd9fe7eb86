import { failures } from '../../domain/failure.js';
import { frozenAt, type FreezeWindow, type SharedWindows, showFrozen } from '../../domain/freeze.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import type { SharedFreeze } from '../freeze/shared-freeze.js';
import { Trouble } from '../trouble.js';
import type { Findings } from './findings.js';

/** The shared freeze windows that cannot be read, as problems; a freeze that is in force already is noted. */
export async function checkFreeze(
  shared: SharedFreeze,
  { freeze }: ReleaseSpec,
  findings: Findings,
  signal: AbortSignal,
): Promise<string[]> {
  if (!freeze) return [];
  const read = await Promise.all(freeze.shared.map((where) => windowsOf(shared, where, signal)));
  const windows = [...freeze.windows, ...read.flatMap((each) => (typeof each === 'string' ? [] : each))];
  const frozen = frozenAt(windows, Date.now());
  if (frozen)
    findings.note(`It is ${showFrozen(frozen)}. All is got ready; the first users wait for the end of the freeze.`);
  return read.flatMap((each) => (typeof each === 'string' && each !== '' ? [each] : []));
}

/** The windows, or what keeps them from being read; empty when that is want of permission, which is told with the others. */
async function windowsOf(
  shared: SharedFreeze,
  where: SharedWindows,
  signal: AbortSignal,
): Promise<FreezeWindow[] | string> {
  try {
    return await shared.read(where, signal);
  } catch (cause) {
    if (!(cause instanceof Trouble) || !failures[cause.type].permanent) throw cause;
    return cause.type === 'Forbidden'
      ? ''
      : `${cause.message}. Correct that, or take the ConfigMap out of spec.freeze.`;
  }
}

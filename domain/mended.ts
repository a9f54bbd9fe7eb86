import { noted } from './journal.js';
import type { ReleaseState } from './release-state.js';
import { without } from './run.js';
import { backStages } from './stages.js';

/** Who takes it back, and why. */
interface Order {
  by: string;
  reason?: string;
}

/**
 * The state of a release that was ended by force, or that has ended released, as a release of its own that takes
 * everything back.
 */
export function mended(
  left: ReleaseState,
  own: Pick<ReleaseState, 'release' | 'since'>,
  { by, reason = '' }: Order,
): ReleaseState {
  const { outcome, takesBack: _, ...rest } = left;
  const open = without(rest, 'running', 'hold', 'paused', 'question', 'trouble', 'frozen', 'override');
  const what = `rollback of ${left.release}${reason === '' ? '' : `: ${reason}`}`;
  const why = `${left.release} was ended by force at weight ${left.weight} %`;
  return {
    ...noted(open, { at: own.since, by, what }),
    ...own,
    epoch: 0,
    cause: { kind: 'rolled-back', why: outcome ? `${left.release} is taken back by ${by}` : why },
    stages: left.cause ? left.stages : backStages(left),
    cursor: 0,
    ...(outcome ? { takesBack: true } : {}),
  };
}

/** Why the release cannot be taken back by another, in a sentence; undefined: it can. */
export function whyNotMended({ outcome, plan, release, spec }: ReleaseState): string | undefined {
  if (!outcome) return undefined;
  if (outcome.kind !== 'released') return `${release} has ended: ${outcome.kind}`;
  if (!plan?.stable) return `${release} has ended released, and there was no version before it`;
  if (spec?.decommission !== 'delete') return undefined;
  return `${release} has ended released, and ${plan.stable.deployment} was deleted then: release the former version anew`;
}

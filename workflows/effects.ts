import { CancellationScope, isCancellation, patched, sleep } from '@temporalio/workflow';
import { showFrozen } from '../domain/freeze.js';
import type { Effect, Happening } from '../domain/release-event.js';
import { phaseOf, type ReleaseState } from '../domain/release-state.js';
import { perform } from './activities.js';
import { failureOf } from './failure-of.js';

/** Well below the 400 bytes that Temporal takes, whatever the letters. */
const longestSummary = 100;

/** Runs one effect at a time, in place of the one before, and feeds back what came of it. */
export function effects(state: () => ReleaseState, dispatch: (happening: Happening) => void): (effect: Effect) => void {
  const takesBackWithin = patched('take back within');
  const shield = new CancellationScope({ cancellable: false }); // what runs outlives a cancelled workflow
  let scope: CancellationScope | undefined;
  return (effect) => {
    scope?.cancel();
    scope = undefined;
    if (effect.kind === 'stop') return;
    const own = new CancellationScope({ cancellable: true, parent: shield });
    scope = own;
    void own.run(async () => {
      const happening = await outcomeOf(effect, state(), takesBackWithin);
      if (happening) dispatch(happening);
    });
  };
}

/** In a few words, as Temporal takes them. */
function whyWait({ trouble, frozen, question }: ReleaseState): string {
  const why = trouble?.what ?? (frozen ? showFrozen(frozen) : question?.text);
  return (why ?? 'wait').slice(0, longestSummary);
}

/** What came of it; undefined when something else took its place. */
async function outcomeOf(
  effect: Exclude<Effect, { kind: 'stop' }>,
  state: ReleaseState,
  takesBackWithin: boolean,
): Promise<Happening | undefined> {
  const { id } = effect;
  try {
    if (effect.kind === 'wait') {
      await sleep(effect.ms, { summary: whyWait(state) });
      return { kind: 'elapsed', id };
    }
    const { release, since, spec, plan, cause } = state;
    const known = spec && plan ? { spec, plan: { ...plan, notes: [] } } : {}; // notes are for people
    const told = { phase: phaseOf(state), ...(cause ? { cause: cause.kind } : {}) };
    const input = { fence: { release, since, epoch: id }, act: effect.act, ...known, ...told };
    return { kind: 'found', id, finding: await perform(input, effect.attempt, takesBackWithin) };
  } catch (cause) {
    return isCancellation(cause) ? undefined : { kind: 'failed', id, failure: failureOf(cause) };
  }
}

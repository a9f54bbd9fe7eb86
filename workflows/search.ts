import { patched, upsertSearchAttributes } from '@temporalio/workflow';
import { isTakingBack } from '../domain/act.js';
import { phaseOf, type ReleaseState } from '../domain/release-state.js';
import { searchKeys } from './search-keys.js';

/**
 * Tells Temporal's search attributes, where Temporal knows them, what of each state has changed since `first`. While users are
 * taken back it waits: a third of what an abort costs the server is this.
 */
export function searchTeller(first: ReleaseState): (state: ReleaseState) => void {
  const isLater = patched('search after taking back');
  let told = first;
  return (state) => {
    if (isLater && state.running?.kind === 'act' && isTakingBack(state.running.act)) return;
    tellSearch(told, state);
    told = state;
  };
}

function tellSearch(before: ReleaseState, state: ReleaseState): void {
  if (!state.searchable) return;
  const isFirst = !before.searchable || before.epoch === 0; // what is mended has a workflow of its own
  const { plan, outcome, release } = state;
  const [, , namespace = '', service = ''] = release.split('/'); // what is refused has no plan, and is to be found, too
  const changes = [
    ...(isFirst ? [{ key: searchKeys.namespace, value: namespace }] : []),
    ...(isFirst ? [{ key: searchKeys.service, value: service }] : []),
    ...(isFirst && plan ? [{ key: searchKeys.version, value: plan.canary.version }] : []),
    ...(isFirst || phaseOf(before) !== phaseOf(state) ? [{ key: searchKeys.phase, value: phaseOf(state) }] : []),
    ...(outcome && !before.outcome ? [{ key: searchKeys.outcome, value: outcome.kind }] : []),
  ];
  if (changes.length > 0) upsertSearchAttributes(changes);
}

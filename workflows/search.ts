import { upsertSearchAttributes } from '@temporalio/workflow';
import { phaseOf, type ReleaseState } from '../domain/release-state.js';
import { searchKeys } from './search-keys.js';

/** Writes what has changed to the search attributes, where Temporal knows them. */
export function tellSearch(before: ReleaseState, state: ReleaseState): void {
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

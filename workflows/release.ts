import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow';
import { beginning } from '../domain/beginning.js';
import { details } from '../domain/details.js';
import type { ReleaseInput } from '../domain/message.js';
import { next } from '../domain/next.js';
import { noticesOf } from '../domain/notices.js';
import type { Happening } from '../domain/release-event.js';
import { type Outcome, phaseOf, type ReleaseState } from '../domain/release-state.js';
import { effects } from './effects.js';
import { handleMessages } from './messages.js';
import { orphaned } from './orphaned.js';
import { searchTeller } from './search.js';
import { teller } from './teller.js';

/** One attempt at one service, from preflight to its outcome. It decides nothing itself: `next` does. */
export async function release(input: ReleaseInput): Promise<Outcome> {
  const { workflowId, startTime } = workflowInfo();
  let state = beginning(input, { release: workflowId, since: startTime.getTime() });
  const perform = effects(() => state, dispatch);
  const people = teller();
  const tellSearch = searchTeller(state);
  function dispatch(happening: Happening): void {
    const before = state;
    const event = { ...happening, at: Date.now() };
    const result = next(state, event);
    const told = noticesOf(before, result.state, { event, by: input.by });
    state = told.state;
    result.effects.forEach(perform);
    told.tellings.forEach(people.tell);
    tellSearch(state);
    setCurrentDetails(details(state));
  }
  handleMessages(() => state, dispatch);
  // A cancelled workflow is an aborted release: it ends when everything is put back.
  CancellationScope.current().cancelRequested.catch(() => {
    const reason = 'the workflow was cancelled';
    dispatch({ kind: 'command', command: { name: 'abort', by: 'temporal', reason } });
  });
  return CancellationScope.nonCancellable(async () => {
    dispatch({ kind: 'begun' });
    void orphaned(() => phaseOf(state) === 'queued', input.asksEveryMs).then((event) => event && dispatch(event));
    const isOver = () => state.outcome !== undefined || isLong(state);
    await condition(() => isOver() && people.hasBegun() && allHandlersFinished());
    if (state.outcome) return state.outcome;
    return continueAsNew<typeof release>({ ...input, intent: 'release', state });
  });
}

/** Whether the history is long enough to begin another, and nothing runs that could not be begun again. */
function isLong({ running }: ReleaseState): boolean {
  const isIdle = running === undefined || running.kind === 'wait' || running.act.kind === 'watch';
  return isIdle && workflowInfo().continueAsNewSuggested;
}

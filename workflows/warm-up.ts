import { condition, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import { beginning } from '../domain/beginning.js';
import { details } from '../domain/details.js';
import { next } from '../domain/next.js';
import type { Happening } from '../domain/release-event.js';
import { handleMessages } from './messages.js';

/**
 * A release of nothing, which waits until it is aborted, and does nothing then. What the first tasks of a release load and
 * compile, its worker has loaded and compiled afterwards.
 */
export async function warmUp(): Promise<void> {
  const { workflowId, startTime } = workflowInfo();
  let state = beginning(
    { text: '', by: 'worker', intent: 'release' },
    { release: workflowId, since: startTime.getTime() },
  );
  const dispatch = (happening: Happening): void => {
    state = next(state, { ...happening, at: Date.now() }).state;
    setCurrentDetails(details(state));
  };
  handleMessages(() => state, dispatch);
  dispatch({ kind: 'begun' });
  await condition(() => state.cause !== undefined);
}

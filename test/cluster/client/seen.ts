import type { LiveState, ReleaseHandle } from '../../../client/sluice.js';

/** Waits until the release is so, at most 200 seconds. @throws when it ends, or they do, before. */
export async function seen(handle: ReleaseHandle, is: (state: LiveState) => boolean): Promise<LiveState> {
  for await (const state of handle.watch({ everyMs: 50, signal: AbortSignal.timeout(200_000) })) {
    if (is(state)) return state;
  }
  throw new Error('it never was so');
}

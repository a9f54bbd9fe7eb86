import type { Outcome } from '../domain/release-state.js';
import type { LiveState } from './live-state.js';
import type { ReleaseHandle } from './release-handle.js';
import type { Screen } from './screen.js';

/** Shows the release until it has ended, and answers how. @throws Fault when it was ended by force. */
export async function follow(
  handle: ReleaseHandle,
  screen: Screen,
): Promise<{ outcome: Outcome; state: LiveState | undefined }> {
  let last: LiveState | undefined;
  try {
    for await (const state of handle.watch()) {
      last = state;
      screen.show(state);
    }
  } finally {
    screen.end();
  }
  return { outcome: last?.outcome ?? (await handle.result()), state: last };
}

import type { FreezeWindow, SharedWindows } from '../../domain/freeze.js';

/** Where freeze windows are kept that many releases share. */
export interface SharedFreeze {
  /**
   * The windows that are kept there now.
   * @throws Trouble: `NotFound` when there are none, `InvalidSpec` when they make no sense, `Forbidden`, `Unavailable`.
   */
  read: (where: SharedWindows, signal: AbortSignal) => Promise<FreezeWindow[]>;
}

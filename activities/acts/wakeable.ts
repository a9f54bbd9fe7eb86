import { setTimeout as sleep } from 'node:timers/promises';

/** A wait that something else may end early; what comes between two waits ends the next at once. */
export function wakeable(start: (wake: () => void) => Promise<void>): {
  woken(ms: number, signal: AbortSignal): Promise<void>;
} {
  let isDue = false;
  let wake = (): void => undefined;
  const running = start(() => {
    isDue = true;
    wake();
  });
  running.catch(() => undefined); // only an early notice; the looks go on without it
  return {
    async woken(ms, signal) {
      const due = new Promise<void>((resolve) => (wake = resolve));
      if (!isDue) await Promise.race([sleep(ms, undefined, { signal }), due]);
      isDue = false;
    },
  };
}

import { setTimeout as sleep } from 'node:timers/promises';

/** A part of the program that serves others and can end without cutting them off. */
export interface Drainable {
  /** Called at once when the end begins, while new requests are still taken. */
  begin?: () => void;
  /** Takes nothing new; resolves when everything under way has finished. */
  close: () => Promise<void>;
  /** Ends what is still under way. */
  cut: () => void;
}

// Clients hear late that this process is going, so it still takes new requests for this share of the time.
const stillOpenShare = 0.6;

/** Ends the parts within `seconds`: first still open to newcomers, then finishing what is under way, then cutting. */
export async function drain(parts: readonly Drainable[], seconds: number): Promise<void> {
  for (const part of parts) part.begin?.();
  await sleep(seconds * stillOpenShare * 1000);
  const closed = Promise.all(parts.map((part) => part.close()));
  await Promise.race([closed, sleep(seconds * (1 - stillOpenShare) * 1000, undefined, { ref: false })]);
  for (const part of parts) part.cut();
}

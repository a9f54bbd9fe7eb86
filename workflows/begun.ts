import type { ReleaseInput } from '../domain/message.js';
import { mendRequestFrom } from '../domain/mend-request.js';
import type { Manner } from '../domain/queue.js';
import { startRequestFrom } from '../domain/start-request.js';

/** What an update of a service begins: a release, and how it comes to the service. */
export interface Begun {
  child: ReleaseInput;
  version: string;
  manner: Manner;
}

/** What `start` begins, or why nothing. */
export function begunByStart(payload: unknown): Begun | string {
  const request = startRequestFrom(payload);
  if (typeof request === 'string') return request;
  const { version, ifBusy, ...child } = request;
  return { child: { ...child, intent: 'release' }, version, manner: { ifBusy } };
}

/** What `mend` begins, or why nothing. */
export function begunByMend(payload: unknown): Begun | string {
  const request = mendRequestFrom(payload);
  if (typeof request === 'string') return request;
  const child = { ...request, text: request.state.text, intent: 'mend' as const };
  return { child, version: 'mend', manner: { ifBusy: 'reject', mends: true } };
}

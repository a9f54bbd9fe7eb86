import axios from 'axios';
import type { Readable } from 'node:stream';
import type { Notice } from '../../domain/notice.js';
import type { Receiver } from '../../spec/receivers.js';
import { proxyFor } from '../proxy-for.js';
import { retryAfterMs } from '../retry-after.js';
import { signatures } from './signature.js';
import { slackBody } from './slack-body.js';
import { Undelivered } from './undelivered.js';
import { webhookBody } from './webhook-body.js';

/** How long a receiver may take to answer, in milliseconds. */
const limitMs = 15_000;
/** The longest that a receiver is left in peace because it says so. */
const longestPeaceMs = 3_600_000;

export interface Delivery {
  notice: Notice;
  receiver: Receiver;
  /** The release in Temporal's pages. */
  link?: string | undefined;
}

/**
 * Sends a notice once; it is told when the answer is 2xx. Redirects are not followed, and what is answered is not read.
 * @throws Undelivered, in words that hold nothing of the address, the secrets or the answer; the signal's reason once it is
 * aborted, which says nothing of the receiver.
 */
export async function deliver(
  { notice, receiver, link }: Delivery,
  signal: AbortSignal,
  timeoutMs = limitMs,
): Promise<void> {
  const body = receiver.kind === 'slack' ? slackBody(notice, link) : webhookBody(notice, link);
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const { status, headers, data } = await axios.post<Readable>(receiver.url, Buffer.from(body), {
      headers: headersOf(notice, receiver, body),
      ...{ signal: AbortSignal.any([signal, limit]), maxRedirects: 0, decompress: false },
      ...{ responseType: 'stream', validateStatus: () => true, ...proxyFor(receiver.url) },
    });
    data.destroy();
    if (status < 200 || status > 299) throw refusal(status, headers['retry-after']);
  } catch (cause) {
    if (cause instanceof Undelivered) throw cause;
    signal.throwIfAborted();
    if (limit.aborted) throw new Undelivered(`it has not answered within ${timeoutMs / 1000} s`);
    const code = axios.isAxiosError(cause) ? cause.code : undefined;
    throw new Undelivered(`it does not answer (${code ?? 'no reason known'})`);
  }
}

function headersOf({ key }: Notice, receiver: Receiver, body: string): Record<string, string> {
  const seconds = Math.floor(Date.now() / 1000);
  const plain = { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'sluice', 'webhook-id': key };
  if (receiver.kind === 'slack') return plain;
  const signature = signatures(receiver.secrets, { id: key, seconds, body });
  return { ...plain, 'webhook-timestamp': String(seconds), 'webhook-signature': signature };
}

function refusal(status: number, retryAfter: unknown): Undelivered {
  if (status === 410) return new Undelivered('it answered 410: it wants no more notices', { isFinal: true });
  if (status >= 300 && status < 400)
    return new Undelivered(`it answered ${status}: it has moved, and redirects are not followed`);
  return new Undelivered(`it answered ${status}`, { afterMs: retryAfterMs(retryAfter, longestPeaceMs) });
}

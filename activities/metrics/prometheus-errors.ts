import axios from 'axios';
import type { FailureType } from '../../domain/failure.js';
import { textAt } from '../kubernetes/json-value.js';
import { Trouble } from '../trouble.js';
import { shortened } from './shortened.js';

/**
 * What an answer of the Prometheus at `where` means whose status is no success; `body` is what came with it, JSON or not.
 * Only a query that Prometheus itself calls bad is bad input: one that it could not carry out is trouble that may pass.
 */
export function troubleFromStatus(where: string, status: number, body: unknown): Trouble {
  const said = textAt(body, 'error') ?? (isPlain(body) ? body : undefined);
  const words = [said === undefined ? `it answers with status ${status}` : shortened(said), adviceOn(status)];
  const message = `Prometheus at ${where}: ${words.filter((each) => each !== undefined).join('; ')}`;
  return new Trouble(typeOf(status, body), message, { cause: new Error(`status ${status}`) });
}

/** What it means that no answer came, or none to its end. */
export function troubleFromSilence(where: string, cause: unknown, longest: number): Trouble {
  const { code, message } = axios.isAxiosError(cause) ? cause : { code: undefined, message: 'no reason known' };
  const isTooLong = message.startsWith('maxContentLength');
  const why = isTooLong
    ? `its answer is longer than ${longest / 1_000_000} MB: have the query name fewer series`
    : message || code || 'no reason known';
  return new Trouble('Unavailable', `Prometheus at ${where}: ${why}`, { cause: new Error(code ?? why) }); // axios' own names the address
}

/** What it means that the answer was not there in full after `timeoutMs`. */
export function troubleOfLateness(where: string, timeoutMs: number): Trouble {
  return new Trouble('Unavailable', `Prometheus at ${where}: it has not answered in full within ${timeoutMs / 1000} s`);
}

/** What Prometheus names so was not done, whatever the status: https://prometheus.io/docs/prometheus/latest/querying/api/#format-overview */
const undone = /^(execution|timeout|canceled|internal|unavailable)$/;

function typeOf(status: number, body: unknown): FailureType {
  if (status === 401 || status === 403) return 'Forbidden';
  if (status === 429) return 'Throttled';
  const errorType = textAt(body, 'errorType');
  const isBad = errorType === 'bad_data' || (status === 400 && errorType !== undefined && !undone.test(errorType));
  return isBad && status < 500 ? 'InvalidSpec' : 'Unavailable';
}

function adviceOn(status: number): string | undefined {
  if (status === 401 || status === 403)
    return `status ${status}: the worker sends no credentials; let it in without, or have SLUICE_PROMETHEUS_URL name a proxy that adds them`;
  if (status === 404)
    return 'status 404: SLUICE_PROMETHEUS_URL takes what stands before /api/v1/query, such as /prometheus of Mimir or /select/0/prometheus of VictoriaMetrics';
  if (status === 407) return 'the proxy wants credentials: write them into HTTP_PROXY or HTTPS_PROXY';
  if (status === 429) return 'status 429: it asks to come back later';
  if (status >= 300 && status < 400)
    return 'redirects are not followed: have SLUICE_PROMETHEUS_URL name the address where it is; a login page is none';
  return undefined;
}

/** Whether it is something to repeat: no page, and not nothing. */
function isPlain(body: unknown): body is string {
  return typeof body === 'string' && /^\s*[^<\s]/.test(body);
}

import type { FailureType } from '../../domain/failure.js';
import { Trouble } from '../trouble.js';
import { textAt, valueAt } from './json-value.js';

const byStatus: Record<number, FailureType> = {
  400: 'InvalidSpec',
  401: 'Forbidden',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'InvalidSpec',
  409: 'Conflict',
  413: 'InvalidSpec',
  415: 'InvalidSpec',
  422: 'InvalidSpec',
  429: 'Throttled',
};

/**
 * What an answer of the API server that is no success means. `what` says what was tried, as in "patch VirtualService
 * bookinfo/reviews"; `body` is the answer, JSON or not.
 */
export function troubleFromAnswer(what: string, status: number, body: string): Trouble {
  const said = textAt(parsed(body), 'message') ?? body.trim().slice(0, 300);
  const cause = new Error(`${status}: ${said}`);
  const trouble = (type: FailureType, message: string) => new Trouble(type, message, { cause });
  if (status === 422 && isFailedTest(said))
    return trouble(
      'Conflict',
      `Could not ${what}: it is no longer as it was read; somebody else wrote at the same time`,
    );
  if (status >= 500 && /failed calling webhook/.test(said)) return trouble('Unavailable', webhookText(what, said));
  if (status === 504 && said.includes('allotted timeout'))
    return trouble('Unavailable', `Could not ${what}: it was not done in time: ${slowness}, or all is slow: ${said}`);
  const type = byStatus[status] ?? 'Unavailable';
  return trouble(type, `Could not ${what}: ${advice[type] ?? ''}${said === '' ? `status ${status}` : said}`);
}

/** What it means that no answer came at all. A write that got through to the API server may still wait for a webhook. */
export function troubleFromSilence(what: string, server: string, cause: unknown, isWrite = false): Trouble {
  const why = innermost(cause);
  const hint = isWrite && !why.includes('ECONNREFUSED') ? `; if it answers others, ${slowness}` : '';
  const message = `Could not ${what}: the API server at ${server} does not answer (${why})${hint}`;
  return new Trouble('Unavailable', message, { cause });
}

/** The API server does not say what it waits for; of writes it is most often a webhook. */
const slowness = "a webhook that must pass the write hangs (Istio's, for routes: is istiod well?)";

const advice: Partial<Record<FailureType, string>> = {
  Forbidden: 'permission is missing; grant it to the account that the worker runs as. ',
  Throttled: 'the API server asks to come back later. ',
};

/** A `test` that fails and a path that is not there any more are told from other invalid requests by this text alone. */
function isFailedTest(said: string): boolean {
  return said.includes('the server rejected our request due to an error in our request');
}

function webhookText(what: string, said: string): string {
  const name = /failed calling webhook "([^"]+)"/.exec(said)?.[1] ?? 'of the cluster';
  const who = /istio/i.test(said)
    ? `Istio's webhook ${name} does not answer (is istiod down?)`
    : `the webhook ${name} does not answer`;
  return `Could not ${what}: the write was refused because ${who}, and the API server takes no such write without it: ${said}`;
}

/** Where it began: "fetch failed" alone says nothing. */
function innermost(cause: unknown): string {
  const deeper = valueAt(cause, 'cause');
  if (deeper !== undefined) return innermost(deeper);
  return textAt(cause, 'message') || textAt(cause, 'code') || String(cause);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { html, json, type Answer } from './answer.js';
import type { Misbehaviour } from './misbehaviour.js';
import type { Ask, Route } from './route.js';

/** The same route, made slow, failing, wrong or deadly as `misbehaviour` says; `crash` ends the process. */
export function misbehaving(route: Route, misbehaviour: Misbehaviour, crash: () => void): Route {
  const answer = async (ask: Ask): Promise<Answer> => {
    const verdict = misbehaviour.next();
    // The servers keep the process alive; a delay does not hold up its end.
    if (verdict.delayMs > 0) await sleep(verdict.delayMs, undefined, { ref: false });
    let given: Answer = json(500, { error: 'failing on purpose (ERROR_RATE)' });
    if (!verdict.fail) given = await route.answer(ask);
    if (!verdict.fail && verdict.wrong) given = withoutContent(given);
    return verdict.crash ? { ...given, sent: crash } : given;
  };
  return { ...route, answer };
}

function withoutContent(answer: Answer): Answer {
  const empty = answer.contentType.startsWith('text/html') ? html(200, '<p>Nothing here.</p>') : json(200, {});
  return { ...empty, headers: answer.headers ?? {} };
}

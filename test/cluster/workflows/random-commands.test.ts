import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { requestToRetry } from '../../../client/retry.js';
import type { ReleaseHandle } from '../../../client/release-handle.js';
import { startDevServer } from '../../workflows/dev-server.js';
import { judge } from './random-commands/judge.js';
import { type Part, play, type Played } from './random-commands/play.js';
import type { ReferenceModel } from './random-commands/reference-model.js';
import { type Scenario, scenario } from './random-commands/scenario.js';
import { Stand } from '../../workflows/stand.js';
import '../patience.js';

/**
 * On Temporal's server itself, in real time. The time-skipping one cannot do it: a workflow task that cancels an act which ends
 * at that moment is refused there for ever (ACTIVITY_UNKNOWN; Temporal itself keeps such an end back), and its clock never
 * jumps again once an act was cancelled that no worker had yet. Both is what orders at random moments bring about. Holds of
 * days are in release.test.ts.
 */
const sequences = 1000;
/** So many releases at once, a new one for each that has ended. */
const atOnce = 16;

let stand: Stand;

beforeAll(async () => {
  stand = await Stand.start(startDevServer);
});
afterAll(() => stand.end());

test(
  '1,000 random sequences of orders at random moments: none is lost, none is half done, all ends as the model says',
  async () => {
    const met = new Map<string, number>();
    const all = fc.array(scenario, { minLength: sequences, maxLength: sequences });
    const property = fc.asyncProperty(all, async (scenarios) => {
      const wrong = await Promise.all(shared(scenarios).map((own) => wrongIn(own, met)));
      if (wrong.some((each) => each.length > 0)) throw new Error(wrong.flat().join('\n\n'));
    });
    const run = await fc.check(property, { numRuns: 1, endOnFailure: true });
    // Not in fast-check's own words, which tell all of the releases: the message tells those that went wrong.
    if (run.failed) throw new Error(`seed ${run.seed}: ${String(run.errorInstance)}`);
    const orders = ['abort', 'approve', 'pause', 'promote', 'resume', 'skip'];
    const names = [...orders.flatMap((name) => [`${name} obeyed`, `${name} refused`]), 'gone'];
    const ends = ['released', 'rolled-back', 'aborted', 'retry'];
    // What is never met proves nothing.
    expect([...names, ...ends].filter((name) => (met.get(name) ?? 0) < 5)).toEqual([]);
  },
  30 * 60_000,
);

/** The scenarios, in as many parts as are played at once. */
function shared(scenarios: Scenario[]): Scenario[][] {
  return Array.from({ length: atOnce }, (_, part) => scenarios.filter((_each, index) => index % atOnce === part));
}

/** Plays them one after another, and their retries; what did not go as the model says. */
async function wrongIn(scenarios: Scenario[], met: Map<string, number>): Promise<string[]> {
  const wrong: string[] = [];
  const parts: Part[] = scenarios.map((each) => ({ scenario: each }));
  for (const part of parts) {
    const played = await play(stand, part);
    const { breaches, model } = judge(played);
    if (breaches.length > 0) wrong.push(told(played, breaches));
    for (const name of namesOf(played)) met.set(name, (met.get(name) ?? 0) + 1);
    if (part.scenario.again && breaches.length === 0) parts.push(...(await retryOf(played, model)));
  }
  return wrong;
}

/** The retry of a release, where it may be tried again, from where the model says. */
async function retryOf({ id, state, outcome, world, scenario: game }: Played, model: ReferenceModel): Promise<Part[]> {
  const last = [{ release: id, version: 'v2', outcome: outcome.kind }];
  const handle = { lastState: () => Promise.resolve(state) } as ReleaseHandle;
  const from = model.retryFrom === undefined ? {} : { from: model.retryFrom };
  const wish = { name: 'bookinfo/reviews', fromFailedStep: model.retryFrom !== undefined };
  const asked = requestToRetry({ last }, () => handle, wish);
  if (outcome.kind === 'released') {
    await expect(asked).rejects.toThrow('there is nothing to try again');
    return [];
  }
  const { retry } = await asked;
  expect(retry).toEqual({ of: id, ...from });
  const { again: orders = [], ...same } = game;
  return [{ scenario: { ...same, ...from, orders }, world, ...(retry ? { retry } : {}) }];
}

/** What was met in it, by name. */
function namesOf({ sent, state, outcome, retry }: Played): string[] {
  const orders = state.journal.flatMap(({ command, what }) =>
    command === undefined ? [] : [`${command} ${what.startsWith(`${command} refused`) ? 'refused' : 'obeyed'}`],
  );
  const answers = sent.flatMap(({ answer }) => (typeof answer === 'string' ? [answer] : ['update refused']));
  return [...orders, ...answers, outcome.kind, ...(retry ? ['retry'] : [])];
}

function told({ id, scenario: game, state, sent }: Played, breaches: string[]): string {
  const after = (at: number) => `  ${at - state.since} ms`;
  return [
    ...[id, ...breaches.map((each) => `  WRONG ${each}`), JSON.stringify(game)],
    ...sent.map(({ from, to, ...each }) => `${after(from)} to ${after(to)}: ${JSON.stringify(each)}`),
    ...state.journal.map(({ at, by, what }) => `${after(at)} ${by}: ${what}`),
  ].join('\n');
}

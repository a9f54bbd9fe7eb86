import { ApplicationFailure, defineQuery, defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
import { commandFrom, type CommandName, commandNames } from '../domain/command.js';
import { type Acknowledged, observedSignal, stateQuery, supersedeSignal, turnSignal } from '../domain/message.js';
import { isLate } from '../domain/late.js';
import { refusal } from '../domain/refusal.js';
import type { Happening } from '../domain/release-event.js';
import { phaseOf, type ReleaseState } from '../domain/release-state.js';
import { supersederFrom } from '../domain/superseded.js';
import { isReport } from '../domain/watch-report.js';

/** Every command as a signal and as an update of the same name, the query `state`, and what watches tell. */
export function handleMessages(state: () => ReleaseState, dispatch: (happening: Happening) => void): void {
  const told = (): ReleaseState => {
    const { tally: _, ...rest } = state();
    return rest;
  };
  setHandler(defineQuery<ReleaseState>(stateQuery), told, {
    description: 'everything this release is, but for what its watches count from',
  });
  setHandler(defineSignal<[unknown]>(observedSignal), (seen) => {
    if (isReport(seen)) dispatch({ kind: 'observed', report: seen });
  });
  setHandler(defineSignal(turnSignal), () => dispatch({ kind: 'turn' }), { description: 'it has the service' });
  setHandler(
    defineSignal<[unknown]>(supersedeSignal),
    (payload) => dispatch({ kind: 'superseded', by: supersederFrom(payload) }),
    { description: 'another release takes its place; { release, version, by }' },
  );
  for (const name of commandNames) handleCommand(name, state, dispatch);
}

/** What else a command's payload may say. */
const more: Partial<Record<CommandName, string>> = {
  approve: ', and gate; override: true lets the next weight rise in a freeze',
  skip: '; override: true lets the next weight rise in a freeze',
  promote: '; override: true lets the weight rise in a freeze',
  resume: '; override: true lets the next weight rise in a freeze',
};

function handleCommand(name: CommandName, state: () => ReleaseState, dispatch: (happening: Happening) => void): void {
  const description = `${name} this release; { by, reason }${more[name] ?? ''}`;
  const order = (payload: unknown): void => dispatch({ kind: 'command', command: commandFrom(name, payload) });
  setHandler(defineSignal<[unknown]>(name), order, { description });
  const obey = (payload: unknown): Acknowledged => {
    order(payload);
    const { weight, journal } = state();
    return { phase: phaseOf(state()), weight, what: journal.at(-1)?.what ?? name };
  };
  const validator = (payload: unknown): void => {
    const isStale = isLate(payload, Date.now());
    const why = isStale
      ? 'it came too late, nobody waits for it any more'
      : refusal(state(), commandFrom(name, payload));
    if (why !== undefined) throw ApplicationFailure.nonRetryable(why, 'Refused');
  };
  setHandler(defineUpdate<Acknowledged, [unknown]>(name), obey, { validator, description });
}

import type { Act } from '../domain/act.js';
import { showFrozen } from '../domain/freeze.js';
import { type Hold, phaseOf, type Question } from '../domain/release-state.js';
import { seconds } from '../domain/seconds.js';
import { showAct } from '../domain/show-act.js';
import { remainingMs } from '../domain/watching.js';
import type { LiveState } from './live-state.js';

/** What the release waits for now, a sentence each; the one that a person must act on first. Times in milliseconds since 1970. */
export function waitsFor(state: LiveState, now: number): string[] {
  const { silent, paused, question, frozen, trouble, running, outcome } = state;
  if (outcome) return [];
  return [
    ...(silent ? [`an answer, for ${seconds(now - silent.since)}: ${silent.why}`] : []),
    ...(phaseOf(state) === 'queued' ? ['its turn: another release has the service'] : []),
    ...(paused ? [`resume: paused by ${paused.by}${paused.reason === '' ? '' : `, ${paused.reason}`}`] : []),
    ...(question ? [`approve: ${question.text}${timeOf(question, now)}`] : []),
    ...(frozen ? [`the end of the freeze: ${showFrozen(frozen)}`] : []),
    ...(trouble ? [`${trouble.what} (tried ${times(trouble.attempts)})`] : []),
    ...(running?.kind === 'act' ? (running.act.kind === 'watch' ? held(state, now) : [doing(state, running.act)]) : []),
  ];
}

function doing({ progress }: LiveState, act: Act): string {
  return progress === undefined ? showAct(act) : `${showAct(act)}: ${progress}`;
}

function held({ hold, paused, question, frozen, report, weight }: LiveState, now: number): string[] {
  if (!hold || paused || question || frozen) return [];
  if (hold.wantingSince !== undefined) return [`evidence: ${report?.reason ?? 'none yet'}`];
  return [`the hold at ${weight} %: ${leftOf(hold, now)} left`];
}

/** How long a gate still waits, and what follows. */
function timeOf({ until, leftMs, onTimeout = 'ask' }: Question, now: number): string {
  if (until === undefined) return leftMs === undefined ? '' : `; ${seconds(leftMs)} left when the clock was stopped`;
  return `; ${seconds(until - now)} left, then it ${afterwards[onTimeout]}`;
}

const afterwards = { 'roll-back': 'rolls back', 'go-on': 'goes on', ask: 'asks again' };

const leftOf = (hold: Hold, now: number) => seconds(remainingMs(hold, now));

const times = (count: number) => (count === 1 ? 'once' : `${count} times`);

import type { IfBusy, Past } from './message.js';

/** How many ended releases are remembered. */
const remembered = 10;
/** How many may wait for one service. */
export const mostWaiting = 20;

/** A release of a service, and whose it is. */
export interface Entrant {
  /** The workflow id. */
  release: string;
  version: string;
  by: string;
  /** When it was asked for, in milliseconds since 1970. */
  since: number;
}

/** Who has a service, who waits for it, and who had it. */
export interface Queue {
  /** Undefined while some wait: the one before was ended by force, and what it left is in their way. */
  holder?: Entrant;
  /** In the order of their turns. */
  waiting: Entrant[];
  /** The newest first; those that ended before their turn are not remembered, they have touched nothing. */
  last: Past[];
}

/** How a release comes to the service. `mends`: it takes back what another has left, and waits for nobody. */
export interface Manner {
  ifBusy: IfBusy;
  mends?: true;
}

/** What the releases are told. */
export type QueueEffect =
  { kind: 'turn'; release: string } | { kind: 'supersede'; release: string; successor: Entrant };

export interface QueueStep {
  queue: Queue;
  effects: QueueEffect[];
}

/** Whether a newcomer has the service at once. */
export function isFree({ holder, waiting }: Queue, { ifBusy, mends }: Manner): boolean {
  return !holder && (mends === true || ifBusy === 'supersede' || waiting.length === 0);
}

/** Why no newcomer is let in, in a sentence; undefined: it is. `isWornOut`: the history is too long for a queue. */
export function whyBusy(queue: Queue, manner: Manner, isWornOut: boolean): string | undefined {
  const { holder, waiting, last } = queue;
  if (isFree(queue, manner)) return undefined;
  const wait = waiting.length === 0 ? '' : `, and ${waiting.length} ${waiting.length === 1 ? 'waits' : 'wait'}`;
  const who = holder ? `${holder.release} is running${wait}` : `${endedByForce(last)} was ended by force${wait}`;
  if (manner.mends || manner.ifBusy === 'reject') return who;
  if (isWornOut) return `${who}; none is queued before these have ended, so that the lock can begin a new history`;
  if (manner.ifBusy === 'queue' && waiting.length >= mostWaiting) return `${who}; no more than ${mostWaiting} may wait`;
  return undefined;
}

/**
 * Lets a newcomer in that is not too busy for: `place` 0 has the service, 1 is the next. Who supersedes takes the place of
 * all that are there: the holder makes way, and those that wait have waited in vain.
 */
export function join(queue: Queue, newcomer: Entrant, manner: Manner): QueueStep & { place: number } {
  const { holder, waiting } = queue;
  const isFirst = isFree(queue, manner);
  const supersedes = manner.ifBusy === 'supersede';
  const ahead = supersedes ? [] : waiting;
  const superseded = supersedes ? [...(holder ? [holder] : []), ...waiting] : [];
  const effects = superseded.map(({ release }) => ({ kind: 'supersede' as const, release, successor: newcomer }));
  if (isFirst) return { queue: { ...queue, holder: newcomer, waiting: ahead }, effects, place: 0 };
  return { queue: { ...queue, waiting: [...ahead, newcomer] }, effects, place: ahead.length + 1 };
}

/** A release has ended: the next has its turn at that moment, unless it was ended by force. */
export function leave(queue: Queue, past: Past): QueueStep {
  if (queue.holder?.release !== past.release) return withdraw(queue, past.release);
  return withdraw({ ...queue, last: remember(queue.last, past) }, past.release);
}

/** A release is no more, or never came to be; nothing is remembered of it. */
export function withdraw(queue: Queue, release: string): QueueStep {
  const waiting = queue.waiting.filter((each) => each.release !== release);
  if (queue.holder?.release !== release) return { queue: { ...queue, waiting }, effects: [] };
  const { holder: _, ...open } = queue;
  const [next, ...others] = waiting;
  if (!next || endedByForce(queue.last) !== undefined) return { queue: { ...open, waiting }, effects: [] };
  return { queue: { ...open, holder: next, waiting: others }, effects: [{ kind: 'turn', release: next.release }] };
}

/** The release that was ended by force and has not been taken back since. */
export function endedByForce(last: Past[]): string | undefined {
  const left = last.find(hasTouched);
  return left?.outcome === 'ended by force' ? left.release : undefined;
}

/** Whether it may have changed something: a refused one has not. */
export function hasTouched({ outcome }: Past): boolean {
  return outcome !== 'refused';
}

/** With one more, and without the oldest; the last that has touched something is never forgotten. */
function remember(last: Past[], past: Past): Past[] {
  const all = [past, ...last];
  const touched = all.find(hasTouched);
  const kept = all.slice(0, remembered);
  return touched && !kept.includes(touched) ? [...kept.slice(0, -1), touched] : kept;
}

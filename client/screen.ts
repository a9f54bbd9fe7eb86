import { type JournalEntry, phaseOf } from '../domain/release-state.js';
import type { LiveState } from './live-state.js';
import { paint } from './paint.js';
import { journalLine, render } from './render.js';
import { waitsFor } from './waits-for.js';
import { plain } from '../domain/plain.js';

/** Where the way of a release is shown while a command waits for its end. */
export interface Screen {
  show(state: LiveState): void;
  /** Leaves the last view where it stands. */
  end(): void;
}

/** The live view of a terminal: each state in the place of the one before. */
export async function liveScreen(stream: NodeJS.WriteStream, isColoured: boolean): Promise<Screen> {
  const { createLogUpdate } = await import('log-update');
  const update = createLogUpdate(stream);
  let last: LiveState | undefined;
  const draw = (): void => {
    if (last) update(render(last, { now: Date.now(), paint: paint(isColoured) }));
  };
  const ticking = setInterval(draw, 1000); // what is left of a hold runs down while the state stands still
  ticking.unref();
  return {
    show(state) {
      last = state;
      draw();
    },
    end() {
      clearInterval(ticking);
      update.done();
    },
  };
}

/** For files and pipelines: each decision once, a line each, and what is waited for when that changes. */
export function lineScreen(write: (line: string) => void): Screen {
  let printed: JournalEntry | undefined;
  let waiting = '';
  return {
    show(state) {
      const news = newsSince(printed, state.journal);
      for (const entry of news) write(journalLine(entry));
      printed = state.journal.at(-1) ?? printed;
      const isQueued = phaseOf(state) === 'queued'; // that its turn has come is a decision, and so a line
      const wanted = isQueued || state.silent || state.paused || state.question || state.frozen || state.trouble;
      const [what = ''] = wanted ? waitsFor(state, state.silent?.since ?? 0) : [];
      const subject = what.replace(/ \(tried .*\)$/, '');
      if (subject !== waiting && subject !== '') write(`waits for ${plain(subject)}`);
      waiting = subject;
    },
    end: () => undefined,
  };
}

function newsSince(printed: JournalEntry | undefined, journal: JournalEntry[]): JournalEntry[] {
  if (!printed) return journal;
  const last = journal.findLastIndex(
    ({ at, what, by }) => at === printed.at && what === printed.what && by === printed.by,
  );
  return journal.slice(last + 1);
}

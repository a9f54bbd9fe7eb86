import { momentOf, wallClock } from './wall-clock.js';

export const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
export type Weekday = (typeof weekdays)[number];

/** A time in which no weight may rise, by the clocks of a zone. */
export type FreezeWindow = { zone: string; reason: string } & (
  | {
      /** Every week, from so many minutes after midnight on, for as many as the clocks go on: less than a week. */
      kind: 'weekly';
      day: Weekday;
      fromMinute: number;
      minutes: number;
    }
  /** Once: `2026-12-23T16:00`; the end is no part of it. */
  | { kind: 'dated'; from: string; to: string }
);

/** Where windows are kept that many releases share. */
export interface SharedWindows {
  namespace: string;
  configMap: string;
}

/** A freeze in force. */
export interface Frozen {
  /** In milliseconds since 1970; undefined: nobody can say. */
  until?: number;
  why: string;
}

/** Two windows that touch are one freeze; after so many nobody can say when it ends. */
const longestChain = 100;

/** The freeze that is in force at that moment, to the end of the last window that follows on; undefined: none. */
export function frozenAt(windows: FreezeWindow[], at: number): Frozen | undefined {
  const now = windows.filter((window) => endOf(window, at) !== undefined);
  if (now.length === 0) return undefined;
  const why = [...new Set(now.map(({ reason }) => reason))].join('; ');
  let until = at;
  for (let links = 0; links < longestChain; links += 1) {
    const ends = windows.flatMap((window) => endOf(window, until) ?? []);
    if (ends.length === 0) return { until, why };
    until = Math.max(...ends);
  }
  return { why };
}

/** When the window ends that is open at that moment; undefined: it is not open. */
function endOf(window: FreezeWindow, at: number): number | undefined {
  const { zone } = window;
  const shown = wallClock(at, zone);
  const near = occurrences(window, shown).filter(({ from, to }) => from - dayMs <= shown && shown < to + dayMs);
  const ends = near.flatMap(({ from, to }) => {
    const end = momentOf(to, zone, 'last');
    return momentOf(from, zone, 'first') <= at && at < end ? [end] : [];
  });
  return ends.length === 0 ? undefined : Math.max(...ends);
}

const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;

/** When it is open about that time, by the clocks of its zone. */
function occurrences(window: FreezeWindow, shown: number): { from: number; to: number }[] {
  if (window.kind === 'dated') return [{ from: shownBy(window.from), to: shownBy(window.to) }];
  const midnight = Math.floor(shown / dayMs) * dayMs;
  const days = Array.from({ length: 10 }, (_, index) => midnight + (index - 8) * dayMs);
  return days
    .filter((day) => weekdays[new Date(day).getUTCDay()] === window.day)
    .map((day) => day + window.fromMinute * minuteMs)
    .map((from) => ({ from, to: from + window.minutes * minuteMs }));
}

/** What clocks show then, as if they showed UTC; NaN for what is no date. */
export function shownBy(date: string): number {
  return Date.parse(`${date}Z`);
}

/** In a sentence. */
export function showFrozen({ until, why }: Frozen): string {
  const end = until === undefined ? '' : ` until ${new Date(until).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `frozen${end}: ${why}`;
}

import { z } from 'zod';
import { type FreezeWindow, shownBy, type Weekday, weekdays } from '../domain/freeze.js';
import { isZone } from '../domain/wall-clock.js';
import type { Complain, Fields } from './across.js';
import { line } from './text.js';
import { wanted } from './wanted.js';

const aZone = 'expected a time zone such as Europe/Berlin or UTC';
const aTime = z.string(wanted('expected a date or a time of day, in quotes'));

/** What people write of a window; which of it is needed is told below, in words. */
export const windowFields = {
  days: z.array(z.enum(weekdays), 'expected a list of days').min(1, 'expected at least one day').optional(),
  from: aTime.optional(),
  to: aTime.optional(),
  zone: z.string(wanted(aZone)).refine(isZone, aZone).optional(),
  reason: line('why', 200).optional(),
};
type Window = z.infer<z.ZodObject<typeof windowFields>>;

/** Tells what is wrong with a window, whose fields may be wrong by themselves. */
export function windowProblems({ right, written }: Fields<Window>, complain: Complain): void {
  if (!written.includes('zone')) complain(`missing; ${aZone}`, 'zone');
  if (!written.includes('reason')) complain('missing; expected why, for whoever is held back', 'reason');
  if (written.includes('days')) weekly(right.days ?? [], right, complain);
  else dated(right, complain);
}

/** A window without problems, as windows that begin on one day each. */
export function windowsFrom({ zone = '', reason = '', ...when }: Window): FreezeWindow[] {
  const windows = when.days ? weekly(when.days, when, untold) : dated(when, untold);
  return windows.map((window) => ({ zone, reason, ...window }));
}

const untold: Complain = () => undefined;

type Times = Pick<Window, 'from' | 'to'>;

function weekly(days: Weekday[], { from = '00:00', to = '24:00' }: Times, complain: Complain) {
  const [, name, clock = ''] = /^(?:([A-Z][a-z]{2}) )?(\S+)$/.exec(to) ?? [];
  const start = minuteOf(from, 1439);
  if (start === undefined) complain('expected a time of day such as "16:00"', 'from');
  const last = weekdays.find((day) => day === name);
  const end = name === undefined || last ? minuteOf(clock, 1440) : undefined;
  if (end === undefined) complain('expected a time of day such as "18:00", or with its day, such as "Mon 08:00"', 'to');
  if (start === undefined || end === undefined) return [];
  if (start === end && (!last || days.includes(last)))
    complain('expected another time than from; "24:00" is the end of the day', 'to');
  return days.map((day) => {
    const later = last ? ((weekdays.indexOf(last) - weekdays.indexOf(day) + 7) % 7) * 1440 : 0;
    const minutes = later + end - start;
    const round = last ? 7 * 1440 : 1440;
    return { kind: 'weekly' as const, day, fromMinute: start, minutes: minutes > 0 ? minutes : minutes + round };
  });
}

/** Minutes from midnight; undefined for what is no time of day, or later than that. */
function minuteOf(text: string, latest: number): number | undefined {
  const [, hour = '', minute = ''] = /^(\d\d):([0-5]\d)$/.exec(text) ?? [];
  const minutes = Number(hour) * 60 + Number(minute);
  return hour === '' || minutes > latest ? undefined : minutes;
}

function dated({ from = '', to = '' }: Times, complain: Complain) {
  const message = 'expected a date such as 2026-12-23, or one with a time such as "2026-12-23 16:00"';
  const start = dateOf(from, '00:00');
  const end = dateOf(to, '24:00');
  if (start === undefined) complain(message, 'from');
  if (end === undefined) complain(message, 'to');
  if (start === undefined || end === undefined) return [];
  if (shownBy(end) <= shownBy(start)) complain('expected a time after from', 'to');
  return [{ kind: 'dated' as const, from: start, to: end }];
}

/** A date and a time, that one when there is none; undefined for what is no date. */
function dateOf(text: string, otherwise: string): string | undefined {
  const [, day = '', time = otherwise] = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d))?$/.exec(text) ?? [];
  const midnight = shownBy(`${day}T00:00`);
  const isDay = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day);
  return isDay && minuteOf(time, 1440) !== undefined ? `${day}T${time}` : undefined;
}

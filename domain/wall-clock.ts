const dayMs = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * What the clocks of the zone show at that moment (milliseconds since 1970), as if they showed UTC: whole seconds.
 * @throws RangeError for a zone that is none.
 */
export function wallClock(at: number, zone: string): number {
  const parts = formatOf(zone).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((each) => each.type === type)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

/**
 * When the clocks of the zone show that, in milliseconds since 1970. What they show twice, as they are set back, is the
 * `first` or the `last` of the two; what they leap over is the moment of the leap.
 */
export function momentOf(shown: number, zone: string, which: 'first' | 'last'): number {
  const ahead = (at: number) => wallClock(at, zone) - at;
  const readings = [shown - ahead(shown - dayMs), shown - ahead(shown + dayMs)];
  const real = readings.filter((at) => wallClock(at, zone) === shown);
  if (real.length > 0) return which === 'first' ? Math.min(...real) : Math.max(...real);
  return leap(Math.min(...readings), Math.max(...readings), (at) => wallClock(at, zone) >= shown);
}

/** The first moment after `before`, to the second, at which it holds; at `after` it does. */
function leap(before: number, after: number, holds: (at: number) => boolean): number {
  if (after - before <= 1000) return after;
  const middle = before + Math.floor((after - before) / 2000) * 1000;
  return holds(middle) ? leap(before, middle, holds) : leap(middle, after, holds);
}

/** Whether it is the name of a time zone, such as `Europe/Berlin` or `UTC`. */
export function isZone(zone: string): boolean {
  try {
    return /^[A-Za-z]/.test(zone) && formatOf(zone) !== undefined;
  } catch {
    return false;
  }
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const numeric = 'numeric' as const;
  const date = { year: numeric, month: numeric, day: numeric, calendar: 'gregory' };
  const time = { hour: numeric, minute: numeric, second: numeric, hourCycle: 'h23' as const };
  const made = new Intl.DateTimeFormat('en-US', { ...date, ...time, timeZone: zone });
  formats.set(zone, made);
  return made;
}

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type FreezeWindow, frozenAt, showFrozen } from '../../domain/freeze.js';
import { isZone, momentOf, wallClock } from '../../domain/wall-clock.js';

const zone = 'Europe/Berlin';
const weekend: FreezeWindow = { kind: 'weekly', day: 'Fri', fromMinute: 960, minutes: 3840, zone, reason: 'weekend' };
const at = (time: string) => Date.parse(time);
/** From when to when, by ten minutes, the windows freeze around that time. */
function edges(windows: FreezeWindow[], from: string, to: string): string[] {
  const found: string[] = [];
  const stepMs = 600_000;
  for (let now = at(from); now < at(to); now += stepMs)
    if ((frozenAt(windows, now) === undefined) !== (frozenAt(windows, now - stepMs) === undefined))
      found.push(new Date(now).toISOString().slice(0, 16));
  return found;
}

test('a weekly window is in force from its first moment to its last, by the clocks of its zone', () => {
  const friday = '2026-11-20';
  expect(frozenAt([weekend], at(`${friday}T14:59:59.999Z`))).toBeUndefined();
  expect(frozenAt([weekend], at(`${friday}T15:00:00Z`))).toEqual({ until: at('2026-11-23T07:00Z'), why: 'weekend' });
  expect(frozenAt([weekend], at('2026-11-23T06:59:59.999Z'))).toEqual({
    until: at('2026-11-23T07:00Z'),
    why: 'weekend',
  });
  expect(frozenAt([weekend], at('2026-11-23T07:00:00Z'))).toBeUndefined();
});

test.each([
  ['over the change to summer time it is an hour shorter', '2026-03-27', '2026-03-31', ['27T15:00', '30T06:00']],
  ['over the change to winter time it is an hour longer', '2026-10-23', '2026-10-27', ['23T14:00', '26T07:00']],
])('%s', (_, from, to, [begin, end]) => {
  const month = from.slice(0, 8);
  expect(edges([weekend], `${from}T00:00Z`, `${to}T00:00Z`)).toEqual([`${month}${begin}`, `${month}${end}`]);
});

const sunday = (fromMinute: number, minutes: number): FreezeWindow => ({
  ...{ kind: 'weekly', day: 'Sun', fromMinute, minutes, zone, reason: 'batch' },
});

// On 29 March 2026 the clocks leap from 02:00 to 03:00 at 01:00 UTC; on 25 October they show 02:00 to 03:00 twice.
test.each([
  ['begins in the hour that is leapt over', sunday(150, 90), '2026-03-29', ['01:00', '02:00']],
  ['ends in the hour that is leapt over', sunday(60, 90), '2026-03-29', ['00:00', '01:00']],
  ['is all in the hour that is leapt over: there is none', sunday(130, 20), '2026-03-29', []],
  ['begins in the hour that comes twice: with the first', sunday(150, 90), '2026-10-25', ['00:30', '03:00']],
  ['ends in the hour that comes twice: with the second', sunday(60, 90), '2026-10-25', ['23:00', '01:30']],
  ['is all in the hour that comes twice: it is one', sunday(130, 20), '2026-10-25', ['00:10', '01:30']],
])('a window that %s', (_, window, day, times) => {
  const found = edges([window], new Date(at(`${day}T00:00Z`) - 7_200_000).toISOString(), `${day}T12:00Z`);
  expect(found.map((each) => each.slice(11))).toEqual(times);
});

test('a dated window, and one of a zone on the other side of the date line', () => {
  const reason = 'end of the year';
  const dated = { kind: 'dated' as const, from: '2026-12-23T00:00', to: '2027-01-04T24:00', reason };
  const inBerlin = edges([{ ...dated, zone }], '2026-12-22T00:00Z', '2027-01-07T00:00Z');
  expect(inBerlin).toEqual(['2026-12-22T23:00', '2027-01-04T23:00']);
  const onKiritimati = edges([{ ...dated, zone: 'Pacific/Kiritimati' }], '2026-12-21T00:00Z', '2027-01-07T00:00Z');
  expect(onKiritimati).toEqual(['2026-12-22T10:00', '2027-01-04T10:00']);
});

test('windows that touch are one freeze, with the reasons that hold now', () => {
  const monday: FreezeWindow = { ...weekend, day: 'Mon', fromMinute: 480, minutes: 120, reason: 'stocktaking' };
  expect(frozenAt([monday, weekend], at('2026-11-21T12:00Z'))).toEqual({
    until: at('2026-11-23T09:00Z'),
    why: 'weekend',
  });
  const sales: FreezeWindow = { ...weekend, reason: 'sales' };
  expect(frozenAt([sales, weekend], at('2026-11-21T12:00Z'))?.why).toBe('sales; weekend');
});

test('of a freeze without end nobody says one', () => {
  const always = (['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const).map((day): FreezeWindow => ({
    kind: 'weekly',
    day,
    fromMinute: 0,
    minutes: 1440,
    zone,
    reason: 'closed',
  }));
  expect(frozenAt(always, at('2026-11-21T12:00Z'))).toEqual({ why: 'closed' });
});

test('it is told with its end', () => {
  expect(showFrozen({ until: at('2026-11-23T07:00Z'), why: 'weekend' })).toBe(
    'frozen until 2026-11-23 07:00 UTC: weekend',
  );
  expect(showFrozen({ why: 'there is no ConfigMap' })).toBe('frozen: there is no ConfigMap');
});

test('there are zones, and other words', () => {
  expect(['Europe/Berlin', 'UTC', 'America/St_Johns'].every(isZone)).toBe(true);
  expect(['Berlin', '', '+01:00', 'Europe/Atlantis', 'x'.repeat(99)].some(isZone)).toBe(false);
});

const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC');
const moments = fc.integer({ min: at('2020-01-01'), max: at('2035-01-01') }).map((ms) => ms - (ms % 1000));

test('whatever the clocks show was shown then, first or last; and what they leap over, at the leap', () => {
  fc.assert(
    fc.property(zones, moments, (each, moment) => {
      const shown = wallClock(moment, each);
      const [first, last] = [momentOf(shown, each, 'first'), momentOf(shown, each, 'last')];
      expect(first).toBeLessThanOrEqual(moment);
      expect(last).toBeGreaterThanOrEqual(moment);
      expect([wallClock(first, each), wallClock(last, each)]).toEqual([shown, shown]);
      const later = momentOf(shown + 3_600_000, each, 'first');
      expect(wallClock(later, each)).toBeGreaterThanOrEqual(shown + 3_600_000);
      expect(wallClock(later - 1000, each)).toBeLessThan(shown + 3_600_000);
    }),
    { numRuns: 500 },
  );
});

test('a freeze is still one a moment before its end, and none at it', () => {
  const windows = fc.array(
    fc.record({
      kind: fc.constant('weekly' as const),
      day: fc.constantFrom('Sun' as const, 'Wed' as const, 'Sat' as const),
      fromMinute: fc.integer({ min: 0, max: 1439 }),
      minutes: fc.integer({ min: 1, max: 4000 }),
      zone: zones,
      reason: fc.constant('why'),
    }),
    { minLength: 1, maxLength: 3 },
  );
  fc.assert(
    fc.property(windows, moments, (all, moment) => {
      const until = frozenAt(all, moment)?.until;
      if (until === undefined) return true;
      return until > moment && frozenAt(all, until) === undefined && frozenAt(all, until - 1)?.until === until;
    }),
    { numRuns: 500 },
  );
});

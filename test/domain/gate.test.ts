import { expect, test } from '@jest/globals';
import { refusal } from '../../domain/refusal.js';
import type { Step } from '../../domain/step.js';
import { specOf } from './planned.js';
import { releaseAt } from './release-at.js';
import { reportOf, type Simulated } from './simulated.js';

const hourMs = 3_600_000;
const weight = (percent: number): Step => ({ kind: 'weight', weight: percent, holdMs: 60_000 });
const timed = (action: 'roll-back' | 'go-on' | 'ask') => ({ limitMs: hourMs, action });

/** A release that waits at the gate, at 10 % or in the dark. */
function atGate(gate: Partial<Extract<Step, { kind: 'approval' }>> = {}, before: Step[] = [weight(10)]): Simulated {
  const steps: Step[] = [...before, { kind: 'approval', gate: 'payments', ...gate }, weight(50)];
  return releaseAt('the gate', specOf({ steps }));
}

const approve = (release: Simulated, by: string, more = {}) => release.order('approve', { by, reason: 'ok', ...more });
const said = ({ state }: Simulated) => state.journal.at(-1);

test('it says who may approve, who has, how many are missing, and until when', () => {
  const release = atGate({ by: ['ann', 'bob', 'carl'], approvals: 2, timeout: timed('go-on') });
  expect(release.state.question).toEqual({
    ...{ gate: 'payments', since: release.now, by: ['ann', 'bob', 'carl'], missing: 2 },
    ...{ until: release.now + hourMs, onTimeout: 'go-on' },
    text: 'approval of payments before the weight goes above 10 %; 0 of 2, none yet; ann, bob or carl may',
  });
  approve(release, 'bob');
  expect(release.state.question).toMatchObject({
    ...{ missing: 1, approved: [{ by: 'bob', reason: 'ok', at: release.now }] },
    text: 'approval of payments before the weight goes above 10 %; 1 of 2, by bob; ann, bob or carl may',
  });
  expect(said(release)).toMatchObject({ by: 'bob', what: 'approve payments: ok; 1 approval still missing' });
});

test('it opens with the last approval, and each is in the journal with who and why', () => {
  const release = atGate({ approvals: 3 });
  approve(release, 'ann');
  approve(release, 'bob', { gate: 'payments' });
  expect(release.doing).toBe('watch 10');
  approve(release, 'carl');
  expect(release.doing).toBe('shift 50');
  const given = release.state.journal.filter(({ command }) => command === 'approve').map(({ by, what }) => [by, what]);
  expect(given).toEqual([
    ['ann', 'approve payments: ok; 2 approvals still missing'],
    ['bob', 'approve payments: ok; 1 approval still missing'],
    ['carl', 'approve payments: ok'],
  ]);
});

test.each([
  ['somebody who may not', { by: 'eve' }, 'eve may not approve payments; ann or bob may'],
  ['a person who is not named', {}, 'unknown may not approve payments; ann or bob may'],
  ['the same person', { by: 'ann' }, 'ann has approved payments already; another person must, too'],
  ['the same person in capitals', { by: 'ANN' }, 'ANN has approved payments already; another person must, too'],
  [
    'somebody who means another gate',
    { by: 'bob', gate: 'launch' },
    'launch does not wait for approval; what waits is payments',
  ],
])('an approval by %s is refused with the reason, and changes nothing', (_, order, reason) => {
  const release = atGate({ by: ['ann', 'bob'], approvals: 2 });
  approve(release, 'ann');
  const { question } = release.state;
  const before = release.effects.length;
  expect(refusal(release.state, { name: 'approve', ...order })).toBe(reason);
  release.order('approve', { by: 'unknown', ...order });
  expect([release.state.question, release.effects.length]).toEqual([question, before]);
  expect(said(release)?.what).toBe(`approve refused, ${reason}`);
});

test('a bad canary is taken back at a gate, too', () => {
  const release = atGate({ timeout: timed('go-on') });
  release.finds({ kind: 'watched', report: reportOf('fail') });
  expect(release.doing).toBe('shift 0');
});

test('while it waits the canary is watched; in the dark a timer runs, where there is a limit, else nothing', () => {
  expect(atGate().running).toMatchObject({ act: { kind: 'watch', weight: 10 } });
  expect(atGate({}, []).running).toBeUndefined();
  expect(atGate({ timeout: timed('ask') }, []).running).toMatchObject({ kind: 'wait', ms: hourMs });
});

/** Lets what runs come to its end, again and again, for so long. */
function passes(release: Simulated, ms: number): void {
  const until = release.now + ms;
  while (release.now < until)
    if (release.running?.kind === 'wait') release.waits();
    else release.finds({ kind: 'watched', report: reportOf('pass', release.now) });
}

test.each([
  ['at 10 %', [weight(10)]],
  ['in the dark', []],
])('when its time is over it rolls back, goes on, or asks again: %s', (_, before) => {
  const back = atGate({ timeout: timed('roll-back') }, before);
  passes(back, hourMs);
  expect(back.state.cause).toEqual({ kind: 'rolled-back', why: 'payments was not approved within 60 min' });
  const on = atGate({ timeout: timed('go-on') }, before);
  passes(on, hourMs);
  expect(on.doing).toBe('shift 50');
  expect(said(on)?.what).toBe('go on: payments was not approved within 60 min');
  const asks = atGate({ timeout: timed('ask') }, before);
  const { now } = asks;
  passes(asks, hourMs);
  expect(said(asks)?.what).toBe('ask again: payments was not approved within 60 min');
  expect(asks.state.question).toMatchObject({ until: now + 2 * hourMs, since: now });
  approve(asks, 'ann');
  expect(asks.doing).toBe('shift 50');
});

test.each([
  ['at 10 %', [weight(10)]],
  ['in the dark', []],
])('a pause stops its clock, and resuming goes on with what was left: %s', (_, before) => {
  const release = atGate({ approvals: 2, timeout: timed('roll-back') }, before);
  approve(release, 'ann');
  release.now += 1_000_000;
  release.order('pause');
  expect(release.state.question).toMatchObject({ leftMs: hourMs - 1_000_000, missing: 1 });
  expect(release.state.question?.until).toBeUndefined();
  release.now += 100 * hourMs;
  release.happens({ kind: 'begun' });
  expect(refusal(release.state, { name: 'approve', by: 'bob' })).toBe('the release is paused by ann; resume it first');
  release.order('resume');
  expect(release.state.question).toMatchObject({ until: release.now + hourMs - 1_000_000, missing: 1 });
  approve(release, 'bob');
  expect(release.doing).toBe('shift 50');
});

test("somebody else's edit stops its clock with the pause, and keeps its approvals", () => {
  const release = atGate({ approvals: 2, timeout: timed('roll-back') });
  approve(release, 'ann');
  const foreign = { what: 'v2 has 35, not 10', by: 'kubectl' };
  release.finds({ kind: 'watched', report: reportOf('inconclusive', 0, { foreign }) });
  const left = release.state.question?.leftMs;
  expect(left).toBeLessThan(hourMs);
  release.now += 100 * hourMs;
  release.order('resume');
  release.finds({ kind: 'done' });
  expect(release.state.question).toMatchObject({ missing: 1, until: release.now + (left ?? NaN) });
});

test('after continue-as-new it waits on with what is left and what was approved', () => {
  const release = atGate({ approvals: 2, timeout: timed('roll-back') }, []);
  approve(release, 'ann');
  release.now += 600_000;
  release.happens({ kind: 'begun' });
  expect(release.running).toMatchObject({ kind: 'wait', ms: hourMs - 600_000 });
  expect(release.state.question?.missing).toBe(1);
});

test.each([
  ['one that anybody may open', {}, 'eve', undefined],
  ['one that this person may open', { by: ['ann'] }, 'ann', undefined],
  [
    'one that somebody else may open',
    { by: ['ann', 'bob'] },
    'eve',
    'promote would pass the gate payments: eve may not approve payments; ann or bob may',
  ],
  ['one that takes two', { approvals: 2 }, 'ann', 'promote would pass the gate payments: 1 approval more is missing'],
])('promoting over a gate counts as an approval: %s', (_, gate, by, reason) => {
  const steps: Step[] = [weight(10), { kind: 'approval', gate: 'payments', ...gate }, weight(50)];
  const release = releaseAt('watch 10', specOf({ steps }));
  expect(refusal(release.state, { name: 'promote', by })).toBe(reason);
});

test('promoting completes the approvals of the gate that waits', () => {
  const release = atGate({ approvals: 2 });
  approve(release, 'ann');
  expect(refusal(release.state, { name: 'promote', by: 'ann' })).toContain('1 approval more is missing');
  release.order('promote', { by: 'bob' });
  expect(release.doing).toBe('shift 100');
});

test('a state of before, whose gate and question say no more than a name, goes on', () => {
  const release = atGate();
  const question = { gate: 'payments', text: 'approval of payments', since: 5 };
  release.state = { ...release.state, question };
  release.happens({ kind: 'begun' });
  expect(release.state.question).toMatchObject({ since: 5, missing: 1 });
  release.state = { ...release.state, question };
  approve(release, 'unknown');
  expect(release.doing).toBe('shift 50');
});

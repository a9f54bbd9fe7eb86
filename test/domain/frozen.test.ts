import { expect, test } from '@jest/globals';
import type { Finding } from '../../domain/act.js';
import { refusal } from '../../domain/refusal.js';
import { phaseOf } from '../../domain/release-state.js';
import { planOf, specOf } from './planned.js';
import { releaseAt } from './release-at.js';
import { reportOf, type Simulated } from './simulated.js';

const hourMs = 3_600_000;
const done: Finding = { kind: 'done' };
const pass: Finding = { kind: 'watched', report: reportOf('pass') };
const fail: Finding = { kind: 'watched', report: reportOf('fail') };
const edit = { what: 'v2 has 0, not 10', by: 'kubectl' };
const edited: Finding = { kind: 'watched', report: reportOf('inconclusive', 0, { foreign: edit }) };
const own = { freeze: { windows: [], shared: [] } };
const kept = { freeze: { windows: [], shared: [{ namespace: 'platform', configMap: 'calendar' }] } };
const override = { override: true as const, reason: 'the shop is down' };

/** A release whose act of this name finds a freeze of an hour. */
function frozenAt(doing: string, changes = own, plan = planOf()): Simulated {
  const release = releaseAt(doing, specOf(changes), plan);
  release.finds({ kind: 'frozen', until: release.now + hourMs, why: 'weekend' });
  return release;
}
const said = ({ state }: Simulated) => state.journal.at(-1)?.what;

test('the weight stands still, guarded, and says until when and why; then it rises by itself', () => {
  const release = frozenAt('shift 50');
  const { now } = release;
  expect(release.state.frozen).toEqual({ until: now + hourMs, why: 'weekend', since: now, tryAt: now + hourMs });
  expect(said(release)).toMatch(/^frozen until 1970-01-01 0.:.. UTC: weekend$/);
  expect([release.state.weight, release.doing]).toEqual([10, 'watch 10']);
  for (; release.doing === 'watch 10'; release.finds(pass));
  expect([release.doing, release.now - now]).toEqual(['shift 50', hourMs]);
  release.finds(done);
  expect([release.state.weight, release.state.frozen]).toEqual([50, undefined]);
});

test('what was evidence before the freeze is none after it: without any the weight stands, until there is or a person says so', () => {
  const unclear: Finding = { kind: 'watched', report: reportOf('inconclusive') };
  const release = frozenAt('shift 50');
  const { now } = release;
  for (; release.now < now + hourMs; release.finds(unclear));
  expect(release.running).toMatchObject({ act: { kind: 'watch', weight: 10, until: release.now } });
  release.finds(unclear);
  expect(said(release)).toBe('hold for want of evidence: seen inconclusive');
  release.finds(unclear);
  expect(release.state.question?.text).toContain('go on without evidence?');
  const asked = release.state;
  release.finds(pass);
  expect(release.doing).toBe('shift 50');
  release.state = asked;
  release.order('approve');
  expect(release.doing).toBe('shift 50');
  release.order('abort');
  expect(release.doing).toBe('shift 0');
});

test('before its first users it waits by a timer alone, everything else being ready', () => {
  const release = frozenAt('shift 10');
  expect(release.running).toMatchObject({ kind: 'wait', ms: hourMs });
  release.waits();
  expect(release.doing).toBe('shift 10');
});

test('where somebody may lift the freeze, or its end is not known, it tries again every ten minutes and says nothing new', () => {
  for (const finding of [{ until: hourMs * 9, why: 'weekend' }, { why: 'There is no ConfigMap platform/calendar' }]) {
    const release = releaseAt('shift 10', specOf(kept));
    release.finds({ kind: 'frozen', ...finding });
    const { length } = release.state.journal;
    expect(release.running).toMatchObject({ kind: 'wait', ms: 600_000 });
    release.waits();
    release.finds({ kind: 'frozen', ...finding });
    expect([release.running, release.state.journal.length]).toMatchObject([{ ms: 600_000 }, length]);
    release.waits();
    release.finds({ kind: 'frozen', ...finding, why: 'sales' });
    expect(release.state.journal).toHaveLength(length + 1);
  }
});

test('a clock that is behind the release’s own does not make it try without a pause', () => {
  const release = releaseAt('shift 10', specOf(own));
  release.finds({ kind: 'frozen', until: release.now - 5000, why: 'weekend' });
  expect(release.running).toMatchObject({ kind: 'wait', ms: 1000 });
});

test.each(['shift 10', 'shift 50', 'shift 100'])('an abort turns round at once: frozen at %s', (doing) => {
  const release = frozenAt(doing);
  release.order('abort', { by: 'bob', reason: 'page' });
  expect([release.doing, release.state.frozen]).toEqual(['shift 0', undefined]);
  while (release.running) release.finds(done);
  expect(release.state.outcome).toEqual({ kind: 'aborted', by: 'bob', reason: 'page' });
});

test('a bad canary is taken back in a freeze', () => {
  const release = frozenAt('shift 50');
  release.finds(fail);
  expect(release.doing).toBe('shift 0');
});

const heldBack = 'skip or promote with an override lets it rise';
test.each([
  ['skip', 'shift 50', `skip ends a hold, and there is none; the weight is frozen until`],
  ['approve', 'shift 50', 'nothing waits for approval; the weight is frozen until'],
] as const)('%s is refused in a freeze, and says how it is overridden', (name, doing, reason) => {
  const { state } = frozenAt(doing);
  expect(refusal(state, { name, by: 'ann' })).toContain(reason);
  expect(refusal(state, { name, by: 'ann' })).toContain(heldBack);
});

test('promote without an override waits for the end of the freeze like everything else', () => {
  const release = frozenAt('shift 50');
  release.order('promote');
  expect(release.doing).toBe('shift 100');
  expect(release.running).not.toHaveProperty('act.override');
  release.finds({ kind: 'frozen', until: release.now + hourMs, why: 'weekend' });
  expect([phaseOf(release.state), release.state.weight]).toEqual(['promote', 10]);
  expect(refusal(release.state, { name: 'promote', by: 'ann' })).toMatch(
    /^promote has been ordered already; the weight is frozen until .*: weekend; skip or promote with an override/,
  );
  release.order('promote', override);
  expect(release.running).toMatchObject({ act: { weight: 100, override: { by: 'ann' } } });
});

test('an override without a reason is refused', () => {
  const { state } = frozenAt('shift 50');
  expect(refusal(state, { name: 'skip', by: 'ann', override: true, reason: '' })).toBe(
    'an override of a freeze needs a reason',
  );
});

test('skip with an override lets the next weight rise, and no other; who and why are in the journal', () => {
  const release = frozenAt('shift 50');
  release.order('skip', override);
  expect(said(release)).toBe('skip, in spite of any freeze: the shop is down');
  const word = { by: 'ann', reason: 'the shop is down' };
  expect(release.running).toMatchObject({ act: { kind: 'shift', weight: 50, override: word } });
  release.finds(done);
  expect(release.state.override).toBeUndefined();
  for (; release.doing === 'watch 50'; release.finds(pass));
  expect(release.running).toMatchObject({ act: { kind: 'shift', weight: 100 } });
  expect(release.running).not.toHaveProperty('act.override');
});

test.each([
  ['approve', 'the gate', 'shift 50'],
  ['skip', 'watch 10', 'shift 10'],
  ['promote', 'watch 10', 'shift 100'],
] as const)('%s with an override that comes before the freeze is for the next rise', (name, at, then) => {
  const release = releaseAt(at, specOf({ ...own, steps: [...specOf().steps] }));
  release.order(name, override);
  for (; !release.doing.startsWith('shift') && release.state.question === undefined; release.finds(pass));
  expect(release.state.override).toMatchObject({ by: 'ann', of: 'rise' });
  expect(release.doing === then || release.state.question?.gate === 'payments').toBe(true);
});

test('resume with an override lets what was held back rise', () => {
  const release = frozenAt('shift 50');
  release.order('pause');
  expect([release.state.frozen, release.doing]).toEqual([undefined, 'watch 10']);
  release.order('resume', override);
  expect(release.running).toMatchObject({ act: { kind: 'shift', weight: 50, override: { by: 'ann' } } });
});

test('resume without one finds the freeze again', () => {
  const release = frozenAt('shift 50');
  release.order('pause');
  release.order('resume');
  expect(release.running).toMatchObject({ act: { kind: 'shift', weight: 50 } });
  expect(release.running).not.toHaveProperty('act.override');
});

test('our weight that is put back waits for the end of the freeze, and the hold with it', () => {
  const release = releaseAt('watch 10', specOf({ ...own, drift: 'put-back' }));
  release.now += 20_000;
  release.finds(edited);
  const left = release.state.hold;
  release.finds({ kind: 'frozen', until: release.now + hourMs, why: 'weekend' });
  expect(release.running).toMatchObject({ act: { kind: 'watch', endsOnForeignEdit: false } });
  const { now } = release;
  for (; release.doing === 'watch 10'; release.finds(edited));
  expect(release.now - now).toBe(hourMs);
  expect(release.running).toMatchObject({ act: { kind: 'shift', weight: 10, overwrite: true } });
  expect(release.state.hold?.runningSince).toBeUndefined();
  release.finds(done);
  expect([release.state.frozen, release.doing, left === undefined]).toEqual([undefined, 'watch 10', false]);
  expect(release.state.hold?.runningSince).toBe(release.now);
});

test('on a first release the admission waits, since it gives the canary its users', () => {
  const { stable: _, ...plan } = planOf();
  const release = frozenAt('admit', own, plan);
  expect([release.doing, release.state.frozen?.why]).toEqual(['wait', 'weekend']);
  expect(refusal(release.state, { name: 'skip', by: 'ann', override: true, reason: 'x' })).toBeUndefined();
  release.order('skip', override);
  expect(release.running).toMatchObject({ act: { kind: 'admit', override: { by: 'ann' } } });
  release.finds(done);
  for (; release.doing !== 'shift 100'; release.finds(done));
  expect(release.running).toMatchObject({ act: { override: { by: 'ann' } } });
});

test('after continue-as-new it waits on, until the same time', () => {
  const release = frozenAt('shift 10');
  release.now += 600_000;
  release.happens({ kind: 'begun' });
  expect(release.running).toMatchObject({ kind: 'wait', ms: hourMs - 600_000 });
});

test('trouble when the freeze is over is told and tried again', () => {
  const release = frozenAt('shift 10');
  release.waits();
  const { id } = release.running as { id: number };
  release.happens({ kind: 'failed', id, failure: { type: 'Unavailable', message: 'no answer' } });
  expect(release.state.trouble?.what).toBe('no answer');
  release.waits();
  release.finds(done);
  expect([release.state.weight, release.state.frozen, release.state.trouble]).toEqual([10, undefined, undefined]);
});

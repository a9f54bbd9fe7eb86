import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Finding } from '../../domain/act.js';
import { type CommandName, commandNames } from '../../domain/command.js';
import type { Effect } from '../../domain/release-event.js';
import { supersederFrom } from '../../domain/superseded.js';
import { planOf, specOf } from './planned.js';
import { reportOf, Simulated } from './simulated.js';

/** What the world does next: an act ends somehow, a command comes, or something late arrives. */
const move = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ kind: 'good' as const }) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('fail', 'inconclusive', 'foreign', 'bad', 'trouble', 'permanent', 'passed')
      .map((how) => ({ kind: 'ends' as const, how })),
  },
  { weight: 3, arbitrary: fc.constantFrom(...commandNames).map((name) => ({ kind: 'command' as const, name })) },
  { weight: 1, arbitrary: fc.nat(30).map((id) => ({ kind: 'late' as const, id })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('begun' as const, 'turn' as const, 'superseded' as const).map((kind) => ({ kind })),
  },
);
type Move = typeof move extends fc.Arbitrary<infer Each> ? Each : never;

const specs = fc.record({
  drift: fc.constantFrom('pause' as const, 'put-back' as const, 'roll-back' as const),
  inconclusive: fc.constantFrom('ask' as const, 'roll-back' as const).map((action) => ({ limitMs: 600_000, action })),
  bakeMs: fc.constantFrom(0, 300_000),
});

function end(release: Simulated, how: string, changes: Parameters<typeof specOf>[0]): void {
  const { running } = release;
  if (running?.kind === 'wait') return release.waits();
  if (running?.kind !== 'act') return;
  const { id, act } = running;
  const passed = { type: 'Superseded' as const, message: how, epoch: id + 1_000_000 };
  if (how === 'passed') return release.happens({ kind: 'failed', id, failure: passed });
  if (how === 'trouble' || how === 'permanent')
    return release.happens({
      kind: 'failed',
      id,
      failure: { type: how === 'trouble' ? 'Unavailable' : 'Forbidden', message: how },
    });
  release.finds(findingOf(act.kind, how, changes));
}

function findingOf(kind: string, how: string, changes: Parameters<typeof specOf>[0]): Finding {
  const edit = { what: 'v2 has 35', by: 'kubectl' };
  if (kind === 'preflight') return { kind: 'planned', spec: specOf(changes), plan: planOf() };
  if (kind === 'shift' && how === 'foreign') return { kind: 'foreign', edit };
  if (kind === 'shift' && how === 'bad') return { kind: 'bad', why: 'pods' };
  if (kind !== 'watch') return how === 'bad' && kind !== 'restore' ? { kind: 'bad', why: 'stuck' } : { kind: 'done' };
  if (how === 'foreign') return { kind: 'watched', report: reportOf('inconclusive', 0, { foreign: edit }) };
  return { kind: 'watched', report: reportOf(how === 'good' ? 'pass' : how === 'fail' ? 'fail' : 'inconclusive') };
}

const weightOf = (effect: Effect) => (effect.kind === 'act' && effect.act.kind === 'shift' ? [effect.act.weight] : []);

/** What a step did that it may not, whatever came before. A weight that was granted once may be written again. */
function brokenBy(
  { release, granted }: { release: Simulated; granted: Set<number> },
  before: Simulated['state'],
  effectsBefore: number,
  moved: Move,
): string[] {
  const { state, effects } = release;
  const fresh = effects.slice(effectsBefore);
  const rises = fresh.flatMap(weightOf);
  const byPerson =
    moved.kind === 'command' && (['approve', 'promote', 'skip', 'resume'] as CommandName[]).includes(moved.name);
  const afterEvidence =
    before.weight === 0 || state.report?.verdict === 'pass' || before.trouble !== undefined || moved.kind === 'begun';
  const broken = rises.flatMap((weight) => [
    ...(weight > 0 && state.cause ? ['it rises on the way back'] : []),
    ...(weight > before.weight && before.paused && moved.kind !== 'command' ? ['it rises while paused'] : []),
    ...(weight > before.weight && !byPerson && !afterEvidence && !granted.has(weight)
      ? ['it rises without evidence']
      : []),
  ]);
  if (byPerson || afterEvidence) for (const weight of rises) granted.add(weight);
  if (state.epoch < before.epoch) broken.push('the epoch falls');
  const isAccepted = moved.kind === 'command' && moved.name === 'abort' && !before.outcome && !before.cause;
  if (isAccepted && state.cause?.kind !== 'aborted') broken.push('the abort is not obeyed');
  const [first] = fresh;
  const isTurned = first?.kind === 'act' && ['shift', 'restore'].includes(first.act.kind);
  if (isAccepted && before.weight > 0 && !isTurned) broken.push('the abort does something else first');
  return broken;
}

test('whatever happens in whatever order: no rise without evidence, an abort turns round at once, nothing is stuck', () => {
  fc.assert(
    fc.property(specs, fc.nat(22), fc.array(move, { maxLength: 40 }), (changes, headway, moves) => {
      const release = new Simulated();
      goOn(release, headway, changes);
      const granted = new Set(release.effects.flatMap(weightOf));
      for (const moved of moves) {
        const { state } = release;
        const effectsBefore = release.effects.length;
        if (moved.kind === 'good') end(release, 'good', changes);
        if (moved.kind === 'ends') end(release, moved.how, changes);
        if (moved.kind === 'late')
          release.happens({ kind: 'found', id: moved.id + 100_000, finding: { kind: 'done' } });
        if (moved.kind === 'begun' || moved.kind === 'turn') release.happens({ kind: moved.kind });
        if (moved.kind === 'superseded') release.happens({ kind: moved.kind, by: supersederFrom({ by: 'bob' }) });
        if (moved.kind === 'command') release.order(moved.name);
        expect(brokenBy({ release, granted }, state, effectsBefore, moved)).toEqual([]);
      }
      finishes(release, changes);
    }),
    { numRuns: 3000 },
  );
});

/** With a kind world and a person who answers, every release ends. */
function finishes(release: Simulated, changes: Parameters<typeof specOf>[0]): void {
  goOn(release, 200, changes);
  expect(release.state.outcome).toBeDefined();
  expect(release.running).toBeUndefined();
  const isBack = release.state.outcome?.kind !== 'released' && release.state.outcome?.kind !== 'refused';
  expect(isBack && release.state.weight > 0).toBe(false);
}

function goOn(release: Simulated, turns: number, changes: Parameters<typeof specOf>[0]): void {
  for (let turn = 0; turn < turns && !release.state.outcome; turn += 1) {
    if (release.state.paused) release.order('resume');
    else if (release.state.question?.gate) release.order('approve');
    else end(release, 'good', changes);
  }
}

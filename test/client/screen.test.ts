import { expect, test } from '@jest/globals';
import { lineScreen } from '../../client/screen.js';
import { queued, takeTurn } from '../../domain/turn.js';
import { firstState, type JournalEntry, type ReleaseState } from '../../domain/release-state.js';

const entry = (what: string, at: number): JournalEntry => ({ at, by: 'sluice', what, weight: 0 });
const state = (changes: Partial<ReleaseState>) => ({ ...firstState('release/a/b/c/1', 0, ''), ...changes });

test('each decision is a line, once, even when the oldest give way', () => {
  const lines: string[] = [];
  const screen = lineScreen((line) => lines.push(line));
  screen.show(state({ journal: [entry('one', 1000)] }));
  screen.show(state({ journal: [entry('one', 1000)] }));
  screen.show(state({ journal: [entry('two', 2000), entry('three', 3000)] }));
  screen.show(state({ journal: [entry('three', 3000), entry('four', 4000)] }));
  expect(lines).toEqual([
    '00:00:01Z     0 %  sluice: one',
    '00:00:02Z     0 %  sluice: two',
    '00:00:03Z     0 %  sluice: three',
    '00:00:04Z     0 %  sluice: four',
  ]);
});

test('trouble is a line when it begins, not for every try', () => {
  const lines: string[] = [];
  const screen = lineScreen((line) => lines.push(line));
  for (const attempts of [1, 2, 3]) screen.show(state({ trouble: { what: 'no answer', since: 0, attempts } }));
  screen.show(state({}));
  screen.show(state({ trouble: { what: 'no answer', since: 9, attempts: 1 } }));
  expect(lines).toEqual(['waits for no answer', 'waits for no answer']);
});

test('that it waits for its turn is a line, once, and that its turn has come another', () => {
  const lines: string[] = [];
  const screen = lineScreen((line) => lines.push(line));
  const waiting = queued(state({}));
  for (const times of [1, 2]) screen.show({ ...waiting, notices: times });
  screen.show(takeTurn(waiting, 7000).state);
  expect(lines).toEqual([
    'waits for its turn: another release has the service',
    '00:00:07Z     0 %  sluice: its turn has come',
  ]);
});

import type { JudgeName } from './judges.js';
import type { Outcome } from './run-scenario.js';
import type { Scenario, Table } from './scenario.js';

const titles: Record<Table, string> = {
  good: 'Alike versions: taken back of 1,000 releases',
  odd: 'Alike versions in trouble, 200 requests/s unless said: taken back of 1,000 releases',
  bad: 'A version that fails more: failed requests until it is taken back (median / 90 of 100), seconds, how many are found',
  alike: 'Versions that nobody would call slower, 200 requests/s: taken back of 1,000 releases',
  slow: 'A slower version, 200 requests/s: seconds until it is taken back (median / 90 of 100), how many are found',
};
const cells: Record<Table, (outcome: Outcome) => string> = {
  ...{ good: takenBack, odd: takenBack, alike: takenBack },
  bad: found(({ failed, seconds }) => `${failed.median} / ${failed.p90}, ${seconds.median} s`),
  slow: found(({ seconds }) => `${seconds.median} / ${seconds.p90} s`),
};

/** The title of a scenario's table and the head of its columns, in Markdown. */
export function heading({ table, releases }: Scenario, names: readonly JudgeName[]): string {
  const head = row('', names);
  const rule = row(
    '---',
    names.map(() => '---'),
  );
  return `${titles[table]} (${releases} releases a row)\n\n${head}\n${rule}`;
}

/** A scenario's row. */
export const rowOf = ({ name, table }: Scenario, outcomes: readonly Outcome[]): string =>
  row(name, outcomes.map(cells[table]));

function row(name: string, columns: readonly string[]): string {
  return `| ${[name, ...columns].join(' | ')} |`;
}

function takenBack({ takenBack: count, releases }: Outcome): string {
  return ((count / releases) * 1000).toFixed(1);
}

function found(told: (outcome: Outcome) => string): (outcome: Outcome) => string {
  return (outcome) => {
    const { takenBack: count, releases } = outcome;
    return count === 0 ? 'never' : `${told(outcome)}, ${Math.round((count / releases) * 100)} %`;
  };
}

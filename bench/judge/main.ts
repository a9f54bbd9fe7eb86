/**
 * `npm run -s bench:judge [-- --releases N]`: judges simulated releases, ours beside a fixed threshold and a Mann-Whitney
 * test, and prints tables in Markdown. Each release has a seed of its own, the same each time.
 */
import { parseArgs } from 'node:util';
import { judges, type JudgeName } from './judges.js';
import { type Outcome, runScenario } from './run-scenario.js';
import { scenarios } from './scenarios.js';

const { values } = parseArgs({ options: { releases: { type: 'string', default: '1000' } } });
const names = Object.keys(judges) as JudgeName[];
const titles: Record<string, string> = {
  good: 'Alike versions: taken back of 1,000 releases',
  odd: 'Alike versions in trouble, 200 requests/s: taken back of 1,000 releases',
  bad: 'A worse version: failed requests until it is taken back (median / 90 of 100), seconds, how many are found',
};

let table = '';
for (const scenario of scenarios(Number(values.releases))) {
  if (scenario.table !== table)
    console.log(
      `\n${titles[scenario.table]}\n\n${row('', names)}\n${row(
        '---',
        names.map(() => '---'),
      )}`,
    );
  table = scenario.table;
  console.log(row(scenario.name, runScenario(scenario, names).map(scenario.table === 'bad' ? found : takenBack)));
}

function row(name: string, cells: readonly string[]): string {
  return `| ${[name, ...cells].join(' | ')} |`;
}

function takenBack({ takenBack: count, releases }: Outcome): string {
  return ((count / releases) * 1000).toFixed(1);
}

function found({ takenBack: count, releases, failed, seconds }: Outcome): string {
  if (count === 0) return 'never';
  return `${failed.median} / ${failed.p90}, ${seconds.median} s, ${Math.round((count / releases) * 100)} %`;
}

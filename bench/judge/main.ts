/**
 * `npm run -s bench:judge [-- --releases N] [--write]`: judges simulated releases, ours beside a fixed threshold and a
 * Mann-Whitney test, and prints tables in Markdown. `--write` puts them and their pictures into docs/judgement.md. Each
 * release has a seed of its own, the same each time.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { judges, type JudgeName } from './judges.js';
import { evidencePicture, runningPicture } from './pictures.js';
import { type Outcome, runScenario } from './run-scenario.js';
import type { Scenario } from './scenario.js';
import { scenarios } from './scenarios.js';

const page = 'docs/judgement.md';
const [begin, end] = ['<!-- by npm run -s bench:judge -- --write -->', '<!-- end -->'];
const pictured = '200/s, 0.1 % to 1 %';
/** Of a release that takes as many failed requests as most. */
const picturedSeed = 0.618;

const { values } = parseArgs({
  options: { releases: { type: 'string', default: '1000' }, write: { type: 'boolean', default: false } },
});
const names = Object.keys(judges) as JudgeName[];
const titles: Record<string, string> = {
  good: 'Alike versions: taken back of 1,000 releases',
  odd: 'Alike versions in trouble, 200 requests/s: taken back of 1,000 releases',
  bad: 'A worse version: failed requests until it is taken back (median / 90 of 100), seconds, how many are found',
};
const lines: string[] = [];
let table = '';
for (const scenario of scenarios(Number(values.releases))) {
  if (scenario.table !== table) tell(`\n${heading(scenario)}`);
  table = scenario.table;
  const outcomes = runScenario(scenario, names);
  tell(row(scenario.name, outcomes.map(scenario.table === 'bad' ? found : takenBack)));
  if (!values.write || scenario.name !== pictured) continue;
  writeFileSync('docs/pictures/evidence.svg', evidencePicture(scenario, picturedSeed));
  writeFileSync('docs/pictures/bad-releases-that-run.svg', runningPicture(pictured, outcomes));
}
if (values.write) await writePage();

function tell(line: string): void {
  lines.push(line);
  console.log(line);
}

function heading({ table: name, releases }: Scenario): string {
  const head = row('', names);
  const rule = row(
    '---',
    names.map(() => '---'),
  );
  return `${titles[name]} (${releases} releases a row)\n\n${head}\n${rule}`;
}

async function writePage(): Promise<void> {
  const text = readFileSync(page, 'utf8');
  const [before, after] = [text.indexOf(begin), text.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`${page} has no place for it: ${begin} ... ${end}`);
  const written = `${text.slice(0, before + begin.length)}\n${lines.join('\n')}\n\n${text.slice(after)}`;
  writeFileSync(page, await format(written, { ...(await resolveConfig(page)), filepath: page }));
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

/**
 * `npm run -s bench:judge [-- --releases N] [--write]`: judges simulated releases, ours beside a fixed threshold and a
 * Mann-Whitney test, and prints tables in Markdown. `--write` puts them and their pictures into docs/judgement.md. Each
 * release has a seed of its own, the same each time. `--tables good,odd` makes some tables alone, and `--alone` has our
 * judge alone, which allows for more releases.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { type JudgeName, judgesOfErrors, judgesOfLatency } from './judges.js';
import { evidencePicture, runningPicture } from './pictures.js';
import { runScenario } from './run-scenario.js';
import type { Scenario, Table } from './scenario.js';
import { scenarios } from './scenarios.js';
import { heading, rowOf } from './tables.js';

const page = 'docs/judgement.md';
const [begin, end] = ['<!-- by npm run -s bench:judge -- --write -->', '<!-- end -->'];
const pictured = '200/s, 0.1 % to 1 %';
/** Of a release that takes as many failed requests as most. */
const picturedSeed = 0.618;

const all = 'good,odd,bad,alike,slow';
const { values } = parseArgs({
  options: {
    releases: { type: 'string', default: '500' },
    tables: { type: 'string', default: all },
    alone: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
if (values.write && (values.alone || values.tables !== all))
  throw new Error('--write wants all tables with all judges');
const lines: string[] = [];
let table: Table | undefined;
for (const scenario of scenarios(Number(values.releases))) {
  if (!values.tables.split(',').includes(scenario.table)) continue;
  const names = namesFor(scenario);
  if (scenario.table !== table) tell(`\n${heading(scenario, names)}`);
  table = scenario.table;
  const outcomes = runScenario(scenario, names);
  tell(rowOf(scenario, outcomes));
  if (!values.write || scenario.name !== pictured) continue;
  writeFileSync('docs/pictures/evidence.svg', evidencePicture(scenario, picturedSeed));
  writeFileSync('docs/pictures/bad-releases-that-run.svg', runningPicture(pictured, outcomes));
}
if (values.write) await writePage();

function namesFor({ takes }: Scenario): readonly JudgeName[] {
  if (values.alone) return ['sluice'];
  return takes ? judgesOfLatency : judgesOfErrors;
}

function tell(line: string): void {
  lines.push(line);
  console.log(line);
}

async function writePage(): Promise<void> {
  const text = readFileSync(page, 'utf8');
  const [before, after] = [text.indexOf(begin), text.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`${page} has no place for it: ${begin} ... ${end}`);
  const written = `${text.slice(0, before + begin.length)}\n${lines.join('\n')}\n\n${text.slice(after)}`;
  writeFileSync(page, await format(written, { ...(await resolveConfig(page)), filepath: page }));
}

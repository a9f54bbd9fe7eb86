/**
 * `npm run bench`: measures what docs/performance.md claims: the playground, which it takes down and up again, and
 * releases on it, the command line, and the judge by itself. `--json` prints one object, `--only
 * playground,releases,command-line,judge` measures a part, `--only releases --measures abortToZeroMs,crashRecoveryMs` some figures of it, `--runs N` changes how often.
 */
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { measureCommandLine } from './client/measure-command-line.js';
import { measureJudge } from './judge/measure-judge.js';
import { measurePlayground } from './playground.js';
import { measureReleases } from './release/measure-releases.js';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', default: 'playground,releases,command-line,judge' },
    measures: { type: 'string' },
    runs: { type: 'string', default: '20' },
  },
});
const parts = values.only.split(',');
const machine = {
  ...{ cores: cpus().length, model: cpus()[0]?.model ?? '' },
  ...{ memoryGb: Math.round(totalmem() / 1024 ** 3), node: process.version },
};
const result = {
  machine,
  ...(parts.includes('playground') ? { playground: await measurePlayground() } : {}),
  ...(parts.includes('command-line') ? { commandLine: await measureCommandLine(Number(values.runs)) } : {}),
  ...(parts.includes('judge') ? { judge: measureJudge(Math.min(3, Number(values.runs))) } : {}),
  ...(parts.includes('releases') ? await measureReleases(Number(values.runs), values.measures?.split(',')) : {}),
};
console.log(values.json ? JSON.stringify(result) : JSON.stringify(result, null, 2));

import { parseRelease } from '../../spec/parse.js';
import { signTexts } from './sign-texts.js';

// Reads very many short texts made of YAML's signs: `npx tsx test/spec/fuzz.ts [COUNT] [SEED]`. It ends with 1 at the first
// that throws, answers neither a spec nor a problem, or takes over 100 ms of the processor's time.

const [count = 100_000, seed = 1] = process.argv.slice(2).map(Number);
let longest = 0;
let read = 0;
for (const text of signTexts(count, seed)) {
  const before = process.cpuUsage();
  const parsed = parseRelease(text);
  const { user, system } = process.cpuUsage(before);
  const ms = (user + system) / 1000;
  read += 1;
  if (read > 1000) longest = Math.max(longest, ms); // the first are slow: the program is still being compiled
  if (('problems' in parsed && parsed.problems.length === 0) || (read > 1000 && ms > 100)) {
    process.stderr.write(`${ms} ms: ${JSON.stringify(text)}\n`);
    process.exitCode = 1;
    break;
  }
}
process.stdout.write(`${read} texts, the longest ${longest} ms\n`);

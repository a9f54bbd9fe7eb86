import { Command, CommanderError } from 'commander';
import { explain, Problem } from './problem.js';
import { verbs } from './verbs/index.js';

const program = new Command('npm run playground --')
  .description('A real Kubernetes with Istio, Prometheus, Temporal, demo applications and users, on this machine.')
  .usage('<verb> [options]')
  .showSuggestionAfterError()
  .enablePositionalOptions()
  .exitOverride();
for (const verb of verbs) program.addCommand(verb.copyInheritedSettings(program).exitOverride());

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) console.error(explain(error));
  if (process.env['SLUICE_DEBUG']) console.error(error);
  process.exit(exitCode(error)); // now: what else was under way (a build, say) ends with us
}

/** 2 for a mistake or a machine that the person can mend, 1 for a fault of ours. */
function exitCode(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  return error instanceof Problem ? 2 : 1;
}

import { Command, CommanderError } from 'commander';
import { addAbort } from './commands/abort.js';
import { addApprove } from './commands/approve.js';
import { addCompletion } from './commands/completion.js';
import { addHistory } from './commands/history.js';
import { addList } from './commands/list.js';
import { addPause } from './commands/pause.js';
import { addPlan } from './commands/plan.js';
import { addPromote } from './commands/promote.js';
import { addRelease } from './commands/release.js';
import { addReport } from './commands/report.js';
import { addResume } from './commands/resume.js';
import { addRetry } from './commands/retry.js';
import { addRollback } from './commands/rollback.js';
import { addSchema } from './commands/schema.js';
import { addSkip } from './commands/skip.js';
import { addStatus } from './commands/status.js';
import { addValidate } from './commands/validate.js';
import { addWatch } from './commands/watch.js';
import { Console } from './console.js';
import { Refused } from './errors.js';

const groups: [string, ((program: Command) => void)[]][] = [
  ['Before a release:', [addValidate, addPlan]],
  ['Releases:', [addRelease, addList, addStatus, addWatch, addHistory, addReport]],
  ['Orders:', [addPause, addResume, addApprove, addSkip, addPromote, addAbort, addRollback, addRetry]],
  ['Tools:', [addSchema, addCompletion]],
];

const codes = `
A service is named [NAMESPACE/]SERVICE. sluice VERB --help has examples.
Exit codes: 0 done, 1 a fault, 2 a mistake to mend, 3 rolled back, 4 aborted.`;

/** The whole command, with every verb. */
export function createProgram(): Command {
  const program = new Command('sluice')
    .description('Releases new versions of Kubernetes services a little at a time, and takes bad ones back')
    .helpCommand(false)
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText('after', codes)
    .configureOutput({ outputError: () => undefined }); // told below, as every other mistake
  for (const [heading, verbs] of groups) {
    program.commandsGroup(heading);
    for (const add of verbs) add(program);
  }
  return program;
}

/** Does what the words say; sets the exit code, and throws nothing but bugs. */
export async function commandLine(words: string[]): Promise<void> {
  try {
    await createProgram().parseAsync(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) new Console(words.includes('--json')).fail(mistake(error));
  }
}

function mistake({ code, message }: CommanderError): Refused {
  if (code === 'commander.help') return new Refused('invalid-argument', 'a verb is missing; sluice --help lists them');
  return new Refused('invalid-argument', `${message.replace(/^error: /, '')}; sluice --help lists what there is`);
}

import { Argument, type Command } from 'commander';
import { completionScript, type Shell, shells } from '../completion-script.js';
import { exampleText, run } from '../verb.js';

const examples = [
  'source <(sluice completion bash)',
  'sluice completion zsh > "${fpath[1]}/_sluice"',
  'sluice completion fish > ~/.config/fish/completions/sluice.fish',
];

/** `sluice completion`: what a shell needs to complete verbs and options. */
export function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('print the script by which a shell completes verbs, options and their choices')
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .option('--json', 'print one JSON object and nothing else')
    .addHelpText('after', exampleText(examples))
    .action((shell: Shell, options: { json?: true }) =>
      run(options, () => {
        const script = completionScript(shell, program);
        return Promise.resolve({ code: 0 as const, object: { shell, script }, text: script.trimEnd() });
      }),
    );
}

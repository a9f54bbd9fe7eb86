import type { Command, Option } from 'commander';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** The script by which the shell completes the program: its verbs, each one's options, and the choices of these. */
export function completionScript(shell: Shell, program: Command): string {
  const verbs = program.commands.map((command) => ({
    name: command.name(),
    description: sentence(command.description()),
    options: [...command.options, command.createOption('-h, --help', 'display help for command')],
    choices: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  }));
  switch (shell) {
    case 'bash':
      return bash(verbs);
    case 'zsh':
      return zsh(verbs);
    case 'fish':
      return fish(verbs);
  }
}

interface Verb {
  name: string;
  description: string;
  options: Option[];
  /** What its argument may be, where that is a choice. */
  choices: readonly string[];
}

/** Up to where a list of shells reads well: before the first semicolon or bracket. */
const sentence = (description: string) => description.split(/[;:(]/)[0]?.trim() ?? '';

const words = (options: Option[]) =>
  options.flatMap(({ short, long }) => [short, long]).filter((name) => name !== undefined);
const isFile = ({ long }: Option) => long === '--file' || long === '--output';

function bash(verbs: Verb[]): string {
  const cases = verbs.map(
    ({ name, options, choices }) => `    ${name}) words='${[...words(options), ...choices].join(' ')}' ;;`,
  );
  const values = verbs.flatMap(({ name, options }) =>
    options.flatMap(({ long, argChoices }) =>
      argChoices
        ? [`    ${name},${long}) COMPREPLY=($(compgen -W '${argChoices.join(' ')}' -- "$current")); return ;;`]
        : [],
    ),
  );
  return `# bash completion of sluice: source <(sluice completion bash)
_sluice() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" verb="\${COMP_WORDS[1]}" words
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${verbs.map(({ name }) => name).join(' ')} --help' -- "$current"))
    return
  fi
  case "$verb,$before" in
${values.join('\n')}
    *,-f|*,--file|*,-o|*,--output) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  case "$verb" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o filenames -F _sluice sluice
`;
}

function zsh(verbs: Verb[]): string {
  const list = verbs.map(({ name, description }) => `    ${quoted(`${name}:${description.replaceAll(':', '\\:')}`)}`);
  const cases = verbs.map(({ name, options, choices }) => {
    const rows = [...options.map(zshOption), ...(choices.length > 0 ? [quoted(`1: :(${choices.join(' ')})`)] : [])];
    return `    ${name}) _arguments \\\n${rows.map((row) => `      ${row}`).join(' \\\n')} ;;`;
  });
  return `#compdef sluice
# zsh completion of sluice: sluice completion zsh > "\${fpath[1]}/_sluice"
_sluice() {
  local -a verbs
  verbs=(
${list.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe verb verbs
    return
  fi
  local verb=$words[2]
  shift words
  (( CURRENT-- ))
  case $verb in
${cases.join('\n')}
  esac
}
if [ "$funcstack[1]" = _sluice ]; then _sluice "$@"; else compdef _sluice sluice; fi
`;
}

function zshOption(option: Option): string {
  const { short, long, argChoices, required, optional } = option;
  const told = sentence(option.description).replace(/[[\]]/g, '');
  const value = argChoices
    ? `: :(${argChoices.join(' ')})`
    : isFile(option)
      ? ':file:_files'
      : required
        ? ': :'
        : optional
          ? ':: :'
          : '';
  const row = (name: string) => quoted(`${name}[${told}]${value}`);
  return [short, long]
    .filter((name) => name !== undefined)
    .map(row)
    .join(' ');
}

function fish(verbs: Verb[]): string {
  const rows = verbs.flatMap(({ name, description, options, choices }) => [
    `complete -c sluice -f -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
    ...options.map((option) => fishOption(name, option)),
    ...(choices.length > 0
      ? [`complete -c sluice -f -n '__fish_seen_subcommand_from ${name}' -a '${choices.join(' ')}'`]
      : []),
  ]);
  return `# fish completion of sluice: sluice completion fish > ~/.config/fish/completions/sluice.fish
complete -c sluice -f
${rows.join('\n')}
`;
}

function fishOption(verb: string, option: Option): string {
  const { short, long, argChoices, required } = option;
  const names = [...(short === undefined ? [] : [`-s ${short.slice(1)}`]), `-l ${long?.slice(2)}`].join(' ');
  const value = argChoices ? ` -x -a '${argChoices.join(' ')}'` : isFile(option) ? ' -r -F' : required ? ' -x' : '';
  return `complete -c sluice -n '__fish_seen_subcommand_from ${verb}' ${names}${value} -d ${quoted(sentence(option.description))}`;
}

/** As one word of a shell. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

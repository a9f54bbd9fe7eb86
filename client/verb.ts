import type { Command } from 'commander';
import type { Answer } from './answer.js';
import { Console } from './console.js';
import { Refused } from './errors.js';
import type { Sluice } from './sluice.js';
import type { ReleaseHandle } from './release-handle.js';
import { parseServiceName, showServiceName } from './service-name.js';

/** The options that every verb takes. */
export interface Everywhere {
  json?: true;
  cluster?: string;
}

/** Adds the options that every verb takes. */
export function everywhere(command: Command): Command {
  return command
    .option('--json', 'print one JSON object and nothing else')
    .option('--cluster <name>', 'the cluster in release ids (SLUICE_CLUSTER, else "default")');
}

/** Examples, as they stand at the end of a verb's help. */
export function exampleText(examples: string[]): string {
  return ['', examples.length === 1 ? 'Example:' : 'Examples:', ...examples.map((each) => `  ${each}`)].join('\n');
}

/** An override of a freeze is recorded with its reason. @throws Refused where there is none. */
export function whyOverride({ override, reason = '' }: { override?: true; reason?: string }): void {
  if (!override || reason.trim() !== '') return;
  throw new Refused('invalid-argument', 'A freeze is overridden for a reason: give it with --reason');
}

/** Runs a verb and prints what came of it; never throws. */
export async function run(
  { json }: Pick<Everywhere, 'json'>,
  verb: (console: Console) => Promise<Answer>,
): Promise<void> {
  const console = new Console(json === true);
  await verb(console).then(
    (answer) => console.answer(answer),
    (error: unknown) => console.fail(error),
  );
}

/** Connects for as long as `use` takes. Temporal's packages are loaded only here: help and mistakes need not wait. */
export async function connected<Result>(
  { cluster }: Everywhere,
  use: (sluice: Sluice) => Promise<Result>,
): Promise<Result> {
  const { Sluice: Loaded } = await import('./sluice.js');
  const sluice = await Loaded.connect(cluster === undefined ? {} : { cluster });
  try {
    return await use(sluice);
  } finally {
    await sluice.close();
  }
}

/** Reads `NAMESPACE/SERVICE`, `SERVICE` or a release's id, before anybody is asked. @throws Refused. */
export function targetOf(text: string): string {
  if (/^release(\/[^/]+){3}\/\d+$/.test(text)) return text;
  return showServiceName(parseServiceName(text, process.env['SLUICE_NAMESPACE'] ?? 'default'));
}

/** The release that a target means: an id its own, a service the one that has it, or else its last that has ended. */
export function find(sluice: Sluice, target: string): Promise<ReleaseHandle> {
  return target.startsWith('release/') ? Promise.resolve(sluice.handle(target)) : sluice.handleFor(target);
}

/** Who waits behind a release that was found by its service's name, for programs and in words; nothing when nobody does. */
export function behind({ waiting }: ReleaseHandle): { object: { waiting?: string[] }; text: string } {
  if (waiting.length === 0) return { object: {}, text: '' };
  return { object: { waiting }, text: `\nthen      ${waiting.join(', ')}` };
}

/** Reads an option's number: a whole one from 1 on. @throws Refused. */
export function countOf(option: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Refused('invalid-argument', `${option} ${text} is no count; expected a whole number from 1 on`);
}

import { textField } from './text-field.js';

/** What a person can order of a running release; signals and updates carry these names. */
export const commandNames = ['pause', 'resume', 'approve', 'promote', 'skip', 'abort'] as const;
export type CommandName = (typeof commandNames)[number];

/** An order, and who gave it why. */
export interface Command {
  name: CommandName;
  by: string;
  reason: string;
  /** The gate that is approved; undefined: the one that waits. */
  gate?: string;
  /** Lets the next weight rise in spite of a freeze; with `skip`, `promote`, `resume` and `approve`. */
  override?: true;
}

const overriding: CommandName[] = ['skip', 'promote', 'resume', 'approve'];

/**
 * Reads whatever came with a signal or an update. Never throws: a payload that is missing, or is something else, is an
 * order by nobody known, for no reason given. Texts are cut at 500 characters.
 */
export function commandFrom(name: CommandName, payload: unknown): Command {
  const gate = name === 'approve' ? textField(payload, 'gate') : undefined;
  const by = textField(payload, 'by') ?? 'unknown';
  const command = { name, by, reason: textField(payload, 'reason') ?? '', ...(gate === undefined ? {} : { gate }) };
  return overriding.includes(name) && isOverride(payload) ? { ...command, override: true } : command;
}

/** Whether the payload, which may be anything, has `override: true`. */
export function isOverride(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && 'override' in payload && payload.override === true;
}

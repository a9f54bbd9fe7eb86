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
}

const longest = 500;

/**
 * Reads whatever came with a signal or an update. Never throws: a payload that is missing, or is something else, is an
 * order by nobody known, for no reason given. Texts are cut at 500 characters.
 */
export function commandFrom(name: CommandName, payload: unknown): Command {
  const field = (key: string): string | undefined => {
    const value =
      typeof payload === 'object' && payload !== null
        ? Object.entries(payload).find(([each]) => each === key)?.[1]
        : undefined;
    return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, longest) : undefined;
  };
  const gate = name === 'approve' ? field('gate') : undefined;
  return { name, by: field('by') ?? 'unknown', reason: field('reason') ?? '', ...(gate === undefined ? {} : { gate }) };
}

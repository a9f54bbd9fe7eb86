import type { FreezeWindow } from '../domain/freeze.js';
import { freezeWindows } from './freeze.js';
import { parseText } from './parse.js';
import type { SpecProblem } from './problem.js';

/** Reads a list of freeze windows, YAML or JSON. Never throws: whatever is wrong is a problem with its line. */
export function parseFreeze(text: string): { windows: FreezeWindow[] } | { problems: SpecProblem[] } {
  const parsed = parseText(text, freezeWindows, { empty: 'there is nothing; expected a list of freeze windows' });
  return 'problems' in parsed ? parsed : { windows: parsed.value };
}

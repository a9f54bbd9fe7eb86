import type { JournalEntry } from '../domain/release-state.js';
import { showShare } from '../domain/share.js';
import type { Paint } from './paint.js';
import { plain } from '../domain/plain.js';
import { outcomeText } from './render.js';
import { renderChecks } from './render-checks.js';
import type { Story } from './story/retell.js';

/** Said of a release that another version of Sluice carried out, whose decisions were others. */
export const unfaithful =
  'Another version of Sluice carried this release out: what is told here may differ from what it decided.';

const indent = ' '.repeat(29);

/** Every decision on a line of its own, the numbers that are new with it below it. */
export function renderHistory({ state, entries, isFaithful }: Story, paint: Paint): string {
  const { release, outcome, spec } = state;
  const lines = entries.flatMap((entry, index) => {
    const isNew = entry.report !== undefined && entry.report.at !== entries[index - 1]?.report?.at;
    const figures = isNew && entry.report ? renderChecks(entry.report.checks, spec, paint) : [];
    const share = isNew && entry.report ? [showShare(entry.report.share)] : [];
    return [line(entry, paint), ...[...figures, ...share.map(plain)].map((each) => `${indent}${each}`)];
  });
  return [
    `${paint.bold(plain(release))}  ${outcome ? outcomeText(outcome) : 'is running'}`,
    ...(isFaithful ? [] : [paint.yellow(unfaithful)]),
    ...lines,
  ].join('\n');
}

function line({ at, by, what, weight, command }: JournalEntry, paint: Paint): string {
  const time = `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const said = `${plain(by)}: ${plain(what)}`;
  return `${time}  ${`${weight} %`.padStart(5)}  ${command === undefined ? said : paint.yellow(said)}`;
}

import type { Opinion } from '../domain/judgement/opinion.js';
import { type JournalEntry, type Outcome, phaseOf } from '../domain/release-state.js';
import type { ShareReport } from '../domain/watch-report.js';
import type { LiveState } from './live-state.js';
import type { Paint } from './paint.js';
import { plain } from '../domain/plain.js';
import { renderChecks } from './render-checks.js';
import { waitsFor } from './waits-for.js';
import { weightBar } from './weight-bar.js';

/** How many of the last decisions are shown. */
const shown = 6;

/** The state as a person reads it, several lines. Nothing in it steers the terminal but the colours of `paint`. */
export function render(state: LiveState, { now, paint }: { now: number; paint: Paint }): string {
  const { outcome, report, spec, journal } = state;
  const lines = [
    `${paint.bold(subjectOf(state))}  ${phaseText(state, paint)}  ${paint.dim(plain(state.release))}`,
    ...(outcome?.kind === 'refused' ? refusalLines(outcome, paint) : weights(state, paint)),
    ...(report && !outcome ? renderChecks(report.checks, spec, paint) : []),
    ...(report?.opinion && !outcome ? [judgeLine(report.opinion, paint)] : []),
    ...(report && !outcome ? [`pods      ${report.pods.ready} ready, ${report.pods.needed} needed`] : []),
    ...waitsFor(state, now).map((what) => `waits for ${paint.yellow(plain(what))}`),
    ...journal.slice(-shown).map((entry) => paint.dim(journalLine(entry))),
  ];
  return lines.join('\n');
}

/** One decision on one line: when (UTC), the weight, who, what. */
export function journalLine({ at, by, what, weight }: JournalEntry): string {
  return `${clock(at)}  ${percent(weight)}  ${plain(by)}: ${plain(what)}`;
}

/** How it ended, in a sentence. */
export function outcomeText(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'released':
      return 'released';
    case 'rolled-back':
      return `rolled back: ${plain(outcome.why)}`;
    case 'aborted':
      return `aborted by ${plain(outcome.by)}${outcome.reason === '' ? '' : `: ${plain(outcome.reason)}`}`;
    case 'refused': {
      const { problems, notes = [] } = outcome;
      return `refused, nothing was touched: ${[...problems, ...notes.map(asNote)].map(plain).join('; ')}`;
    }
  }
}

function refusalLines({ problems, notes = [] }: Extract<Outcome, { kind: 'refused' }>, paint: Paint): string[] {
  return [
    ...problems.map((problem) => paint.red(`  ${plain(problem)}`)),
    ...notes.map((note) => paint.yellow(`  ${plain(asNote(note))}`)),
  ];
}

const asNote = (note: string) => `note: ${note}`;

function subjectOf({ plan, spec, release }: LiveState): string {
  const [, , namespace = '', service = ''] = release.split('/');
  const version = plan?.canary.version ?? spec?.canary.version ?? '';
  return plain(`${namespace}/${service} ${version}`.trim());
}

function phaseText(state: LiveState, paint: Paint): string {
  const { outcome, cause } = state;
  if (outcome?.kind === 'released') return paint.green('released');
  if (outcome?.kind === 'refused') return paint.red('refused, nothing was touched');
  if (outcome) return paint.red(outcomeText(outcome));
  return cause ? paint.red(`${phaseOf(state)}: ${outcomeText(cause)}`) : paint.cyan(phaseOf(state));
}

function weights({ weight, report, outcome }: LiveState, paint: Paint): string[] {
  const asked = `asked     ${percent(weight)}  ${paint.cyan(weightBar(weight))}`;
  return report && !outcome ? [asked, measuredLine(report.share, paint)] : [asked];
}

function measuredLine({ measured, total, asked, reached, laggard }: ShareReport, paint: Paint): string {
  if (measured === undefined) return `measured  ${paint.dim('no requests to measure it by')}`;
  const colour = reached === 'yes' ? paint.green : paint.yellow;
  const behind = laggard === undefined ? '' : `, ${plain(laggard)} still has the weight before`;
  const count = `${Math.round(total)} requests${reached === 'yes' ? '' : `, ${asked} % not reached`}${behind}`;
  return `measured  ${percent(measured)}  ${colour(weightBar(measured))}  ${count}`;
}

/** What the judge says, with its numbers. */
function judgeLine({ verdict, reason }: Opinion, paint: Paint): string {
  const colour = { harmful: paint.red, 'good enough': paint.green, 'not yet known': paint.yellow }[verdict];
  return `judge     ${colour(plain(reason))}`;
}

const percent = (value: number) => `${Number.isInteger(value) ? value : value.toFixed(1)} %`.padStart(6);

const clock = (at: number) => `${new Date(at).toISOString().slice(11, 19)}Z`;

import { showFrozen } from './freeze.js';
import type { ReleaseSpec } from './release-spec.js';
import { type JournalEntry, phaseOf, type Question, type ReleaseState } from './release-state.js';
import { showShare } from './share.js';
import { figure, metricOf } from './show-figure.js';
import type { WatchReport } from './watch-report.js';

/** How many of the last decisions are shown. */
const shown = 8;

/**
 * The state in Markdown, for whoever opens the workflow in Temporal's own pages: first, as points, the phase and the weight,
 * the last verdict, what a person is asked and how to answer there; then the figures and the last decisions. Points, because
 * those pages set paragraphs so far apart that the answers would be below the first screen.
 */
export function details(state: ReleaseState): string {
  const { report } = state;
  return [
    list(points(state)),
    ...(report ? [table(report, state.spec)] : []),
    list(state.journal.slice(-shown).toReversed().map(line)),
  ].join('\n\n');
}

const list = (items: string[]) => items.map((item) => `- ${item}`).join('\n');

function points(state: ReleaseState): string[] {
  const { report, frozen, trouble, cause, outcome } = state;
  return [
    `**${text(subjectOf(state))}: ${outcome?.kind ?? phaseOf(state)}, weight ${state.weight} %**`,
    ...(outcome?.kind === 'refused' ? outcome.problems.map(text) : []),
    ...(outcome?.kind === 'refused' ? (outcome.notes ?? []).map((note) => `note: ${text(note)}`) : []),
    ...(report ? [`**${report.verdict}**: ${text(report.reason)}`] : []),
    ...(cause ? [`**goes back**: ${text(cause.kind === 'aborted' ? `${cause.by}, ${cause.reason}` : cause.why)}`] : []),
    ...(outcome ? [] : asked(state)),
    ...(frozen && !outcome ? inFreeze(frozen) : []),
    ...(trouble && !outcome ? [`**held up**, ${trouble.attempts} tries so far: ${text(trouble.what)}`] : []),
  ];
}

function subjectOf({ plan, release }: ReleaseState): string {
  if (!plan) return release;
  const from = plan.stable ? ` (now ${plan.stable.version})` : '';
  return `${plan.namespace}/${plan.service} ${plan.canary.version}${from}`;
}

/** What is asked of a person, and the signal that answers it, as Temporal's pages and its command take it. */
function asked({ paused, question }: ReleaseState): string[] {
  if (paused) {
    const why = paused.reason === '' ? '' : `: ${text(paused.reason)}`;
    return [`**paused by ${text(paused.by)}**${why}`, answer('resume', {}, 'goes on'), abort];
  }
  if (!question) return [];
  const gate = question.gate === undefined ? {} : { gate: question.gate };
  const effect = (question.missing ?? 1) > 1 ? `counts; ${question.missing} approvals are still missing` : 'goes on';
  return [
    `**waits for a person**: ${text(question.text)}${deadline(question)}`,
    answer('approve', gate, effect),
    abort,
  ];
}

/** When the gate's time is over, and what follows. */
function deadline({ until, onTimeout }: Question): string {
  return until === undefined ? '' : `; until ${minute(until)} UTC, then ${onTimeout}`;
}

/** What freeze it stands still in, and the signal that lets the weight rise all the same. */
function inFreeze(frozen: NonNullable<ReleaseState['frozen']>): string[] {
  return [`**${text(showFrozen(frozen))}**`, answer('skip', { override: true }, 'lets the weight rise all the same')];
}

function answer(signal: string, more: Record<string, string | true>, effect: string): string {
  return `Signal \`${signal}\` with \`${JSON.stringify({ by: 'your name', reason: 'why', ...more })}\` ${effect}.`;
}

const abort = answer('abort', {}, 'takes it back');

function table({ checks, share, pods, opinion }: WatchReport, spec: ReleaseSpec | undefined): string {
  const rows = checks.map(({ name, verdict, canary, stable, requests }) => {
    const metric = metricOf(name, spec);
    const count = requests === undefined ? '-' : Math.round(requests);
    return `| ${text(name)} | ${verdict} | ${figure(metric, canary)} | ${figure(metric, stable)} | ${count} |`;
  });
  const head = '| check | verdict | canary | stable | requests |\n| --- | --- | --- | --- | --- |';
  const users = `${text(showShare(share))}; ${pods.ready} pods ready, ${pods.needed} needed`;
  return [head, ...rows, '', list([users, ...(opinion ? [`the judge: ${text(opinion.reason)}`] : [])])].join('\n');
}

/** A decision on one line: when (UTC), the weight, who, what. */
function line({ at, weight, by, what }: JournalEntry): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} ${weight} % ${text(by)}: ${text(what)}`;
}

/** A moment in UTC, to the minute. */
const minute = (at: number) => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

/** What people and programs wrote, as text: no markup, no links, no pictures, on one line. */
function text(written: string): string {
  return written.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>|#~!]/g, String.raw`\$&`);
}

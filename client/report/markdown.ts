import type { JournalEntry } from '../../domain/release-state.js';
import { plain } from '../../domain/plain.js';
import { figure } from '../../domain/show-figure.js';
import { unfaithful } from '../render-history.js';
import { judgeText, odds } from '../render-judge.js';
import { checkText } from '../render-plan.js';
import { outcomeText } from '../render.js';
import { seconds } from '../../domain/seconds.js';
import { weightBar } from '../weight-bar.js';
import type { CheckFacts, Facts } from './facts.js';

/** A report as one Markdown page; what it shows as charts are tables with bars. */
export function markdownReport(facts: Facts): string {
  const { service, versions, story, from, to, orders, checks, opinions } = facts;
  const { outcome, release, spec } = story.state;
  const parts = [
    `# ${text(`${service} ${versions}`)}`,
    `**${text(outcome ? outcomeText(outcome) : 'running')}**`,
    ...(story.isFaithful ? [] : [unfaithful]),
    [
      `- release: ${text(release)}`,
      `- began ${moment(from)}, ${outcome ? 'ended' : 'now'} ${moment(to)} (UTC), after ${seconds(to - from)}`,
      ...(spec?.judge ? [`- judge: ${text(judgeText(spec.judge))}`] : []),
      ...(spec?.checks ?? []).map((check) => `- check: ${text(checkText(check))}`),
    ].join('\n'),
    ...(story.weights.length > 0 ? ['## Weight of the canary', weights(facts)] : []),
    ...(opinions.length > 0 ? ['## Judge', verdicts(facts)] : []),
    ...checks.flatMap((check) => [`## Check: ${text(check.name)}`, looks(check)]),
    ...(orders.length > 0 ? ['## Orders', entries(orders)] : []),
    '## Decisions',
    entries(story.entries),
  ];
  return `${parts.join('\n\n')}\n`;
}

function weights({ story: { weights: asked, reports } }: Facts): string {
  const rows = [
    ...asked.map(({ at, weight }) => ({ at, what: 'asked', value: weight, requests: '' })),
    ...reports.flatMap(({ at, share: { measured, total } }) =>
      measured === undefined ? [] : [{ at, what: 'measured', value: measured, requests: String(Math.round(total)) }],
    ),
  ].toSorted((a, b) => a.at - b.at);
  return table(
    ['time', '', 'weight', '', 'requests'],
    rows.map(({ at, what, value, requests }) => [
      ...[moment(at), what, `${Number(value.toFixed(1))} %`],
      ...[`\`${weightBar(value)}\``, requests],
    ]),
  );
}

function looks({ looks: all, metric }: CheckFacts): string {
  return table(
    ['time', 'canary', 'stable', 'requests', 'evidence against it', 'verdict'],
    all.map(({ at, canary, stable, requests, evidence, verdict }) => [
      ...[moment(at), figure(metric, canary), figure(metric, stable)],
      ...[requests === undefined ? '-' : String(Math.round(requests))],
      ...[evidence === undefined ? '-' : odds(evidence), verdict],
    ]),
  );
}

function verdicts({ opinions }: Facts): string {
  const failed = ({ requests, failed: bad }: { requests: number; failed: number }) => `${bad} of ${requests}`;
  return table(
    ['time', 'canary failed', 'stable failed', 'evidence against it', 'verdict'],
    opinions.map(({ at, canary, stable, evidence, verdict, because }) => [
      ...[moment(at), failed(canary), failed(stable), odds(evidence)],
      verdict === 'good enough' ? verdict : `${verdict}: ${because}`,
    ]),
  );
}

function entries(all: JournalEntry[]): string {
  return table(
    ['time', 'weight', 'who', 'what'],
    all.map(({ at, by, what, weight, command }) => {
      const said = text(what);
      return [moment(at), `${weight} %`, text(by), command === undefined ? said : `**${said}**`];
    }),
  );
}

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Nothing in it is Markdown or HTML. */
function text(anything: string): string {
  return plain(anything).replace(/[\\`*_[\]<>|#&~]/g, '\\$&');
}

const moment = (at: number) => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

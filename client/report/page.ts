import type { ReleaseSpec } from '../../domain/release-spec.js';
import type { JournalEntry } from '../../domain/release-state.js';
import { unfaithful } from '../render-history.js';
import { judgeText } from '../render-judge.js';
import { checkText } from '../render-plan.js';
import { outcomeText } from '../render.js';
import { seconds } from '../../domain/seconds.js';
import { chart } from './chart.js';
import { chartsOf } from './charts.js';
import type { Facts } from './facts.js';
import { markup, Markup } from './markup.js';
import { style } from './style.js';

/** A report as one HTML page: no scripts, nothing from elsewhere, readable in light and dark. */
export function htmlReport(facts: Facts): string {
  const { service, versions, story, orders } = facts;
  const isTried = story.weights.length > 0;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${service} ${versions}: ${story.state.outcome?.kind ?? 'running'}</title>
<style>${new Markup(style)}</style>
</head>
<body>
${head(facts)}
${isTried ? chartsOf(facts).map(chart) : []}
${orders.length > 0 ? markup`<h2>Orders</h2>${table(orders, true)}` : ''}
<h2>Decisions</h2>
${table(story.entries, false)}
<footer>Times are UTC. Made by Sluice from Temporal's history of ${story.state.release}.</footer>
</body>
</html>
`.text;
}

function head({ service, versions, story, from, to }: Facts): Markup {
  const { outcome, release, spec } = story.state;
  const kind = outcome?.kind === 'released' ? 'released' : outcome ? 'back' : 'running';
  const ended = outcome ? moment(to) : 'it is running';
  return markup`<h1>${service} ${versions}</h1>
<p class="outcome ${kind}">${outcome ? outcomeText(outcome) : 'running'}</p>
${story.isFaithful ? '' : markup`<p class="warning">${unfaithful}</p>`}
<dl>
<dt>release</dt><dd>${release}</dd>
<dt>began</dt><dd>${moment(from)}</dd>
<dt>ended</dt><dd>${ended}, after ${seconds(to - from)}</dd>
${judgedBy(spec)}
</dl>`;
}

function judgedBy(spec: ReleaseSpec | undefined): Markup[] {
  return [
    ...(spec?.judge ? [markup`<dt>judge</dt><dd>${judgeText(spec.judge)}</dd>`] : []),
    ...(spec?.checks ?? []).map((check) => markup`<dt>check</dt><dd>${checkText(check)}</dd>`),
  ];
}

function table(entries: JournalEntry[], isCounted: boolean): Markup {
  const rows = entries.map((entry, index) => row(entry, isCounted ? index + 1 : undefined));
  const mark = isCounted ? markup`<th class="figure">mark</th>` : '';
  return markup`<div class="wide"><table>
<thead><tr>${mark}<th>time</th><th class="figure">weight</th><th>who</th><th>what</th></tr></thead>
<tbody>
${rows}</tbody>
</table></div>`;
}

function row({ at, by, what, weight, command }: JournalEntry, mark: number | undefined): Markup {
  const kind = command !== undefined && mark === undefined ? 'order' : 'line';
  const place = mark === undefined ? '' : markup`<td class="figure">${mark}</td>`;
  const share = markup`<td class="figure">${weight} %</td>`;
  return markup`<tr class="${kind}">${place}<td class="time">${moment(at)}</td>${share}<td>${by}</td><td>${what}</td></tr>
`;
}

const moment = (at: number) => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

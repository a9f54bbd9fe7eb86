import { type Chart, drawing, height, width } from '../../client/report/chart.js';
import { markup, Markup } from '../../client/report/markup.js';
import { style } from '../../client/report/style.js';
import { judgeTick, newJudge } from '../../domain/judgement/judge.js';
import { oddsAgainst } from '../../domain/judgement/odds.js';
import type { Outcome } from './run-scenario.js';
import type { Scenario } from './scenario.js';
import { traffic } from './traffic.js';

/** In milliseconds, as charts have it. */
const second = 1000;
const colours = ['canary', 'stable', 'asked'] as const;

/** How the evidence grows in the first minute of a release of a bad version, and beside it of a good one. */
export function evidencePicture(bad: Scenario, seed: number): string {
  const good = { ...bad, canary: bad.stable };
  const of = (scenario: Scenario) => evidence(scenario, seed).map(({ at, odds }) => ({ at, value: Math.log10(odds) }));
  return standalone({
    title: 'Evidence against a version, second by second',
    ...{ from: 0, to: 60 * second, low: -1, high: 3.5, marks: [] },
    show: (value) => `${10 ** value} : 1`,
    limit: { value: 3, text: '1,000 to 1: taken back' },
    lines: [
      { of: 'stable', name: 'it fails as often as stable, 0.1 %', isStepped: false, points: of(good) },
      { of: 'canary', name: 'it fails 1 %', isStepped: false, points: of(bad) },
    ],
  });
}

/** The odds at each second, up to those that decide. */
function evidence(scenario: Scenario, seed: number): { at: number; odds: number }[] {
  let judge = newJudge({ weight: 10, next: 20 });
  const points: { at: number; odds: number }[] = [];
  for (const tick of traffic(scenario, seed)) {
    judge = judgeTick(judge, tick);
    if (tick.at < 0) continue;
    const odds = Math.min(2000, oddsAgainst(judge));
    points.push({ at: (tick.at + 1) * second, odds });
    if (odds >= 1000 || tick.at >= 59) break;
  }
  return points;
}

/** Seconds. */
const shown = 239;

/** Of the releases of a bad version, which part still runs after so many seconds, by judge. */
export function runningPicture(name: string, outcomes: readonly Outcome[]): string {
  return standalone({
    title: `Bad releases that still run: ${name}`,
    ...{ from: 0, to: shown * second, low: 0, high: 100, marks: [] },
    show: (value) => `${value} %`,
    lines: outcomes.map(({ judge, times, releases }, index) => ({
      of: colours[index] ?? 'asked',
      ...{ name: judge, isStepped: true },
      points: [
        { at: 0, value: 100 },
        ...times.map((time, gone) => ({
          at: Math.min(shown, time) * second,
          value: 100 * (1 - (gone + 1) / releases),
        })),
      ],
    })),
  });
}

/** A chart that needs no page around it. */
function standalone(chart: Chart): string {
  const legend = chart.lines.map(
    ({ of, name }, index) =>
      markup`<text class="${of}" x="${70 + index * 250}" y="${height + 16}">&#9644; ${name}</text>
`,
  );
  const colour = colours.map((of) => `svg text.${of} { fill: var(--${of}); font-size: 12px; }`).join('\n');
  return markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height + 24}" role="img" aria-label="${chart.title}">
<style>${new Markup(`${style}${colour}`)}</style>
${[...drawing(chart), ...legend]}</svg>
`.text;
}

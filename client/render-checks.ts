import type { Verdict } from '../domain/check.js';
import type { ReleaseSpec } from '../domain/release-spec.js';
import { figure, metricOf } from '../domain/show-figure.js';
import type { CheckReport } from '../domain/watch-report.js';
import type { Paint } from './paint.js';
import { plain } from '../domain/plain.js';
import { odds } from './render-judge.js';
import { aligned } from './table.js';

/** The checks as a table: the figures of canary and stable side by side, and the odds against the canary where there are some. */
export function renderChecks(checks: CheckReport[], spec: ReleaseSpec | undefined, paint: Paint): string[] {
  if (checks.length === 0) return [];
  const rows = checks.map(({ name, canary, stable, requests, evidence }) => {
    const metric = metricOf(name, spec);
    const count = requests === undefined ? '-' : String(Math.round(requests));
    return [
      ...[plain(name), figure(metric, canary), figure(metric, stable), count],
      evidence === undefined ? '-' : odds(evidence),
    ];
  });
  const [head = '', ...lines] = aligned(
    [['check', 'canary', 'stable', 'requests', 'against it'], ...rows],
    [1, 2, 3, 4],
  );
  return [paint.dim(head), ...checks.map(({ verdict }, row) => `${lines[row]}  ${verdictText(verdict, paint)}`)];
}

function verdictText(verdict: Verdict, paint: Paint): string {
  switch (verdict) {
    case 'pass':
      return paint.green(verdict);
    case 'fail':
      return paint.red(verdict);
    case 'inconclusive':
      return paint.yellow(verdict);
  }
}

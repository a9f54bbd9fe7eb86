import type { Judging } from '../domain/judgement/strictness.js';

/** What the judge would act on, in a line. */
export function judgeText({ mode, strictness }: Judging): string {
  if (mode === 'observe') return 'observes: what it says is reported, and nothing follows from it';
  const { falseRollbacks, addedFailures, slowness } = strictness;
  return [
    `taken back when only 1 of ${falseRollbacks.toLocaleString('en-US')} good releases would look so bad`,
    `raised when at most ${percent(addedFailures)} of all requests fail for it at the next weight`,
    slowness ? `slower than ${slowness.ignoredMs} ms counts` : 'latency is not compared',
  ].join('; ');
}

/** Odds as people say them. */
export function odds(evidence: number): string {
  if (evidence < 0.01) return 'under 0.01 to 1';
  return `${evidence < 10 ? evidence.toPrecision(2) : Math.round(Math.min(evidence, 1e12)).toLocaleString('en-US')} to 1`;
}

const percent = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;

import { judgeStep, judgeTick, newJudge } from '../../domain/judgement/judge.js';
import { verdictOf } from '../../domain/judgement/verdict.js';
import type { Hears } from './hears.js';
import { failing, mannWhitney, meanMs, p99Ms, threshold } from './rivals.js';
import { weightAt } from './scenario.js';

/** Each is made anew for a release. */
export const judges = {
  sluice: sluice,
  'threshold 99.5 %': () => threshold(failing, 0.005),
  'Mann-Whitney': () => mannWhitney(failing),
  'threshold p99 100 ms': () => threshold(p99Ms, 100),
  'Mann-Whitney of p99': () => mannWhitney(p99Ms),
  'Mann-Whitney of means': () => mannWhitney(meanMs),
} satisfies Record<string, () => Hears>;
export type JudgeName = keyof typeof judges;

/** Those that are compared by failed requests, and by what requests took. */
export const judgesOfErrors: readonly JudgeName[] = ['sluice', 'threshold 99.5 %', 'Mann-Whitney'];
export const judgesOfLatency: readonly JudgeName[] = [
  ...(['sluice', 'threshold p99 100 ms', 'Mann-Whitney of p99', 'Mann-Whitney of means'] as const),
];

function sluice(): Hears {
  let judge = newJudge({ weight: 10, next: 20 });
  return (tick) => {
    const weight = weightAt(tick.at);
    if (tick.at >= 0 && weight > judge.weight)
      judge = judgeStep(judge, { at: tick.at, weight, next: Math.min(100, weight + 10) });
    judge = judgeTick(judge, tick);
    return tick.at >= 0 && verdictOf(judge).verdict === 'harmful';
  };
}

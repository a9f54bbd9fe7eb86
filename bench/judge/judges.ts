import { judgeStep, judgeTick, newJudge, type Tick } from '../../domain/judgement/judge.js';
import { verdictOf } from '../../domain/judgement/verdict.js';
import { isHigh } from './mann-whitney.js';
import { weightAt } from './scenario.js';

/** Hears a release tick by tick, and says when it is to be taken back. */
export type Bench = (tick: Tick) => boolean;

/** Each is made anew for a release. */
export const judges = {
  sluice: sluice,
  'threshold 99.5 %': threshold,
  'Mann-Whitney': mannWhitney,
} satisfies Record<string, () => Bench>;
export type JudgeName = keyof typeof judges;

function sluice(): Bench {
  let judge = newJudge({ weight: 10, next: 20 });
  return (tick) => {
    const weight = weightAt(tick.at);
    if (tick.at >= 0 && weight > judge.weight)
      judge = judgeStep(judge, { at: tick.at, weight, next: Math.min(100, weight + 10) });
    judge = judgeTick(judge, tick);
    return tick.at >= 0 && verdictOf(judge).verdict === 'harmful';
  };
}

/** As rivals come: the canary's success rate over the last minute, each ten seconds; the first that is too low is one too many. */
function threshold(): Bench {
  const window: Tick[] = [];
  return (tick) => {
    if (tick.at < 0) return false;
    window.push(tick);
    while ((window[0]?.at ?? tick.at) <= tick.at - 60) window.shift();
    if ((tick.at + 1) % 10 !== 0) return false;
    const requests = window.reduce((sum, { canary }) => sum + canary.requests, 0);
    const failed = window.reduce((sum, { canary }) => sum + canary.failed, 0);
    return requests > 0 && failed / requests > 0.005;
  };
}

/** As Kayenta judges: failure rates in samples of five seconds, compared at each step's end. */
function mannWhitney(): Bench {
  let [sample, canary, stable]: [Tick[], number[], number[]] = [[], [], []];
  return (tick) => {
    if (tick.at < 0) return false;
    sample.push(tick);
    if ((tick.at + 1) % 5 === 0) {
      for (const [version, rates] of [['canary', canary] as const, ['stable', stable] as const]) {
        const requests = sample.reduce((sum, each) => sum + each[version].requests, 0);
        if (requests > 0) rates.push(sample.reduce((sum, each) => sum + each[version].failed, 0) / requests);
      }
      sample = [];
    }
    if ((tick.at + 1) % 60 !== 0) return false;
    const verdict = isHigh(canary, stable);
    [canary, stable] = [[], []];
    return verdict;
  };
}

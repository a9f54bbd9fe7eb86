import { randomBinomial, randomLcg, randomPoisson } from 'd3-random';
import { type Judge, judgeStep, judgeTick, newJudge, type Tick } from '../../../domain/judgement/judge.js';
import { type Verdict, verdictOf } from '../../../domain/judgement/verdict.js';

/** Requests a second, and the share of them that each version fails, at a second of the release. */
export interface Traffic {
  rate: number;
  canary: (second: number) => number;
  stable: (second: number) => number;
  /** Seconds of stable's past that are known. */
  past?: number;
  seed: number;
}

const stepSeconds = 60;
const weightAt = (second: number) => (second < 0 ? 0 : Math.min(100, 10 + 10 * Math.floor(second / stepSeconds)));

/** Ten steps of a minute, 10 to 100 %, of Poisson traffic whose failures come one by one. */
export function* ticks({ rate, canary, stable, past = 0, seed }: Traffic): Generator<Tick> {
  const source = randomLcg(seed);
  const poisson = randomPoisson.source(source);
  const binomial = randomBinomial.source(source);
  const some = (of: number, share: number) => (of > 0 && share > 0 ? binomial(of, Math.min(1, share))() : 0);
  for (let second = -past; second < 10 * stepSeconds; second += 1) {
    const all = poisson(rate)();
    const requests = some(all, weightAt(second) / 100);
    yield {
      at: second,
      source: 'gateway',
      canary: { requests, failed: some(requests, canary(second)) },
      stable: { requests: all - requests, failed: some(all - requests, stable(second)) },
    };
  }
}

/** Judges the traffic to its end, or to where it is found harmful. */
export function judged(traffic: Traffic): { judge: Judge; verdict: Verdict; failed: number; second: number } {
  let judge = newJudge({ weight: 10, next: 20 });
  let failed = 0;
  let verdict = verdictOf(judge);
  for (const tick of ticks(traffic)) {
    const weight = weightAt(tick.at);
    if (weight > judge.weight) judge = judgeStep(judge, { at: tick.at, weight, next: Math.min(100, weight + 10) });
    judge = judgeTick(judge, tick);
    failed += tick.canary.failed;
    verdict = verdictOf(judge);
    if (tick.at >= 0 && verdict.verdict === 'harmful') return { judge, verdict, failed, second: tick.at };
  }
  return { judge, verdict, failed, second: Infinity };
}

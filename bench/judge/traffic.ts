import { randomBinomial, randomGeometric, randomLcg, randomLogNormal, randomPoisson } from 'd3-random';
import type { Tick } from '../../domain/judgement/judge.js';
import { addTimes, noTimes, type Times } from './latencies.js';
import {
  commonFailures,
  pastScrape,
  pastSeconds,
  type Scenario,
  stepSeconds,
  steps,
  type Takes,
  weightAt,
} from './scenario.js';

/** What a request takes usually: its median in milliseconds, and sigma of its logarithm. */
const [usualMs, usualSpread] = [20, 0.6];

/** What the judge hears of one release of the scenario, and then nothing more. The same seed gives the same. */
export function* traffic(scenario: Scenario, seed: number): Generator<Tick> {
  const { rate, scrape = 1 } = scenario;
  const draw = draws(scenario, seed);
  const arrivals = draw.poisson(rate);
  let sum = emptyTick();
  for (let second = -pastSeconds; second < steps * stepSeconds; second += 1) {
    const all = arrivals();
    const requests = draw.some(all, Math.min(1, (weightAt(second) / 100) * (scenario.shareFactor ?? 1)));
    const common = commonFailures(scenario, second);
    const isBad = second >= (scenario.from ?? 0);
    add(sum.canary, requests, draw.failures(requests, (isBad ? scenario.canary : scenario.stable) + common));
    add(sum.stable, all - requests, draw.failures(all - requests, scenario.stable + common));
    if (scenario.takes) time(sum, { canary: requests, stable: all - requests }, draw.times(scenario.takes));
    if ((second + 1) % (second < 0 ? Math.max(scrape, pastScrape) : scrape) !== 0) continue;
    yield { ...sum, at: second };
    sum = emptyTick();
  }
}

/** What one version counted since the last scrape. */
interface Growing {
  requests: number;
  failed: number;
  latencies?: Times;
}

const emptyTick = () => ({
  ...{ at: 0, source: 'gateway' },
  canary: { requests: 0, failed: 0 } as Growing,
  stable: { requests: 0, failed: 0 } as Growing,
});

function add(counts: Growing, requests: number, failed: number): void {
  counts.requests += requests;
  counts.failed += failed;
}

type Each<Value> = Record<'canary' | 'stable', Value>;

function time(sum: Each<Growing>, requests: Each<number>, times: Each<() => number>): void {
  for (const version of ['canary', 'stable'] as const)
    addTimes((sum[version].latencies ??= noTimes()), requests[version], times[version]);
}

function draws({ burst = 1 }: Scenario, seed: number) {
  const source = randomLcg(seed);
  const poisson = randomPoisson.source(source);
  const binomial = randomBinomial.source(source);
  const size = randomGeometric.source(source)(1 / burst);
  const some = (of: number, share: number): number => {
    if (of === 0 || share <= 0) return 0;
    return share >= 1 ? of : binomial(of, share)();
  };
  const inBursts = (of: number, share: number): number => {
    let failed = 0;
    for (let bursts = poisson((of * share) / burst)(); bursts > 0; bursts -= 1) failed += size();
    return Math.min(of, failed);
  };
  const failures = (of: number, share: number) => (burst > 1 && share < 1 ? inBursts(of, share) : some(of, share));
  const usual = randomLogNormal.source(source)(Math.log(usualMs), usualSpread);
  const times = (takes: Takes) => ({ stable: usual, canary: () => takes(usual(), source) });
  return { poisson, some, failures, times };
}

import { seconds } from '../seconds.js';
import { atLeastTimes, atMostRate } from './bounds.js';
import { figuresOf } from './figures.js';
import { silence } from './heard.js';
import type { Judge } from './judge.js';
import { worstBoundary } from './latency.js';
import type { SlowTotals } from './slow.js';
import type { Strictness } from './strictness.js';
import { rate, type Total } from './totals.js';
import { failingLately } from './trouble.js';
import type { Verdict } from './verdict.js';

/** What people call the two. */
export interface Names {
  canary: string;
  stable: string;
}

/** The verdict in a sentence with the numbers that it is said on. */
export function showVerdict(judge: Judge, verdict: Verdict, context: { names: Names; strictness: Strictness }): string {
  switch (verdict.because) {
    case 'errors':
      return `harmful: ${judge.alone ? aloneWords(judge, context) : errorsWords(judge, context)}`;
    case 'latency':
      return `harmful: ${latencyWords(judge, context.names)}`;
    case 'evidence':
      return goodWords(judge, context);
    case 'too little to matter':
      return `${goodWords(judge, context)}; worse than ${context.names.stable}, but too little to matter: ${uneven(judge, context.names)}`;
    case 'silence':
      return `not yet known: nothing was heard of any request for ${seconds((silence(judge.heard, judge.at ?? 0) ?? 0) * 1000)}`;
    case 'few requests':
      return `not yet known: ${fewWords(judge, context)}`;
    case 'suspicion':
      return `not yet known: ${uneven(judge, context.names)}; more requests will tell`;
    case 'stable fails, too':
      return `not yet known: ${context.names.stable} fails, too (${percent(failingLately(judge.trouble))}): waiting until it recovers`;
    case 'worse':
      return `not yet known: ${uneven(judge, context.names)}: surely worse, and more requests will tell whether by enough to matter`;
    case 'worse than before':
      return `not yet known: ${aloneWords(judge, context)}. There is nothing to compare it with at 100 %: a person decides`;
  }
}

function errorsWords(judge: Judge, { names, strictness }: { names: Names; strictness: Strictness }): string {
  const times = atLeastTimes(judge.release);
  const atLeast =
    times > 1 ? `: at least ${times < 10 ? times.toFixed(1) : Math.round(times)} times as often (95 %)` : '';
  const once = `Two alike versions would look so uneven in fewer than 1 of ${count(strictness.falseRollbacks)} releases`;
  return `${uneven(judge, names)} in the same ${seconds((judge.at ?? 0) * 1000 + 1000)}${atLeast}. ${once}`;
}

const uneven = ({ release: { canary, stable } }: Judge, names: Names): string =>
  `${names.canary} failed ${failures(canary)}, ${names.stable} ${failures(stable)}`;

function latencyWords({ latency }: Judge, names: Names): string {
  const kind = latency && worstBoundary(latency);
  if (!latency || kind === undefined) return `${names.canary} is slower`;
  const { canary, stable } = latency.release;
  const slow = ({ requests, slow: counts }: SlowTotals) => percent((counts[kind] ?? 0) / Math.max(1, requests));
  const mean = ({ requests, sum }: SlowTotals) => `${Math.round(sum / Math.max(1, requests))} ms`;
  const share = `${slow(canary)} of ${names.canary}'s requests took over ${latency.boundaries[kind]} ms, ${slow(stable)} of ${names.stable}'s`;
  return `${share}; ${names.canary}'s mean is ${mean(canary)}, ${names.stable}'s ${mean(stable)}`;
}

function aloneWords({ step, alone }: Judge, { names }: { names: Names }): string {
  return `${names.canary} failed ${failures(step.canary)} at 100 %, ${percent(alone?.limit ?? 0)} were allowed by what was seen before`;
}

function goodWords({ release, step, next, alone }: Judge, { names }: { names: Names }): string {
  const seen = alone ? step.canary : release.canary;
  const said = `${names.canary} failed ${count(seen.failed)} of ${count(seen.requests)}`;
  if (alone) return `good enough: ${said} at 100 %, surely at most ${percent(atMostRate(seen))} (95 %)`;
  const added = Math.max(0, (atMostRate(seen) - rate(release.stable)) * next) / 100;
  return `good enough for ${next} %: ${said}; at ${next} % it makes at most ${percent(added)} of all requests fail (95 %)`;
}

function fewWords(judge: Judge, { names, strictness }: { names: Names; strictness: Strictness }): string {
  const { missing } = figuresOf(judge, strictness);
  const { canary } = judge.release;
  const each = judge.step.canary.requests / ((judge.at ?? 0) - judge.stepAt + 1);
  const time = each > 0 ? `, ${seconds((missing / each) * 1000)} at this traffic` : '';
  const wanted = judge.alone ? 'are needed' : `are needed before ${judge.next} %`;
  return `${names.canary} failed ${count(canary.failed)} of ${count(canary.requests)}; about ${count(missing)} more requests ${wanted}${time}`;
}

const failures = (total: Total): string =>
  `${count(total.failed)} of ${count(total.requests)} requests (${percent(rate(total))})`;

/** Two digits that say something, and two decimals at least. */
const percent = (share: number): string => {
  const value = share * 100;
  const digits = value > 0 && value < 0.1 ? Math.min(6, 1 - Math.floor(Math.log10(value))) : 2;
  return `${value.toFixed(digits)} %`;
};

const count = (value: number): string => Math.round(value).toLocaleString('en-US');

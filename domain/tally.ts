import { hasShape, isNumber } from './has-shape.js';
import type { Limit } from './check.js';
import { isUnanswered, ticksFrom, type Versions } from './judgement/counting.js';
import { fewSources } from './judgement/few-sources.js';
import type { Growth } from './judgement/growth.js';
import { type Judge, judgeTick, newJudge, type Tick, weightIs } from './judgement/judge.js';
import { boundedBy, type Limits, limitsAfter, newLimits } from './judgement/limits.js';
import type { Strictness } from './judgement/strictness.js';
import { measure, type Measured, measuredSince, nothingMeasured, spreadSeconds } from './measured.js';
import type { Weight } from './step.js';

/**
 * What a release has counted of users' requests, up to a second of which no scrape can come any more: plain data, from which
 * the next watch goes on, in another worker, too, without a request that is counted twice or not at all.
 */
export interface Tally {
  readonly form: typeof form;
  /** When the canary got its first users, in whole seconds since 1970; what was before is stable's past. */
  readonly begins: number;
  /** Until when it is counted, in whole seconds since 1970. */
  readonly upTo: number;
  /** The callers that are told apart. */
  readonly sources: readonly string[];
  /** Of the present weight. */
  readonly measured: Measured;
  /** Of the release. */
  readonly judge: Judge;
  readonly limits: Limits;
}

/** Raised when what another version of the program has counted cannot be gone on from. */
const form = 3;
/** So long before the canary got users stable is looked at, in seconds: how often it fails, and how its failures come. */
const pastSeconds = 1800;

/** A weight that is watched, since `from` (milliseconds since 1970), and those before and after it. */
export interface WatchedWeight {
  from: number;
  previous?: Weight;
  weight: Weight;
  next: Weight;
}

/** Before anything was counted of a release whose first weight is this. */
export function newTally(
  { from, weight, next }: WatchedWeight,
  { strictness, limits = [] }: { strictness?: Strictness; limits?: readonly Limit[] } = {},
): Tally {
  const begins = Math.floor(from / 1000) + 1; // in the first second with users
  return {
    form,
    begins,
    upTo: begins - pastSeconds,
    sources: [],
    measured: nothingMeasured({ from, weight }),
    judge: newJudge({ weight, next }, strictness),
    limits: newLimits(limits),
  };
}

/** The tally once this has grown, too, up to `upTo`. */
export function withGrowth(
  tally: Tally,
  { growths: all, upTo }: { growths: readonly Growth[]; upTo: number },
  context: { watched: WatchedWeight; versions: Versions; limits: readonly Limit[] },
): Tally {
  const { begins, measured } = tally;
  const { watched, versions } = context;
  const { sources, growths } = fewSources(tally.sources, all);
  return {
    ...{ form, begins, upTo, sources },
    measured: measure(measuredSince(measured, watched), growths, versions),
    ...judged(
      { ...tally, limits: boundedBy(tally.limits, growths) },
      ticksFrom(growths.filter(isOfRelease(context)), { ...versions, begins }),
      context,
    ),
  };
}

/** On a first release nobody answers until users have heard of it. */
const isOfRelease =
  ({ watched, versions }: { watched: WatchedWeight; versions: Versions }) =>
  ({ labels, since }: Growth): boolean =>
    versions.stable !== undefined || !isUnanswered(labels) || since >= watched.from / 1000 + spreadSeconds;

/** Of a first release there is no stable that it could be compared with: limits alone are judged. */
function judged(
  { begins, ...before }: Tally,
  ticks: readonly Tick[],
  context: { watched: WatchedWeight; versions: Versions; limits: readonly Limit[] },
): Pick<Tally, 'judge' | 'limits'> {
  const { from, weight, next } = context.watched;
  const at = Math.ceil(from / 1000) + spreadSeconds - begins;
  let { judge, limits } = before;
  for (const tick of ticks) {
    if (tick.at > at) judge = weightIs(judge, { at, weight, next });
    if (context.versions.stable !== undefined) judge = judgeTick(judge, tick);
    limits = limitsAfter(limits, tick, { limits: context.limits, weight: judge.weight });
  }
  return { judge, limits };
}

/** Whether what was told of a tally is one, of this form. Nobody else writes it. */
export function isTally(value: unknown): value is Tally {
  return hasShape(value, { form: (told) => told === form, begins: isNumber, upTo: isNumber });
}

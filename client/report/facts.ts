import type { Check, Metric } from '../../domain/check.js';
import type { Opinion } from '../../domain/judgement/opinion.js';
import type { JournalEntry } from '../../domain/release-state.js';
import type { CheckReport, WatchReport } from '../../domain/watch-report.js';
import { metricOf } from '../../domain/show-figure.js';
import type { Story } from '../story/retell.js';

export interface Point {
  /** In milliseconds since 1970. */
  at: number;
  value: number;
}

/** One check over the time of a release. */
export interface CheckFacts {
  name: string;
  metric: Metric;
  threshold?: Check['threshold'];
  looks: (CheckReport & { at: number })[];
}

/** What a report of a release shows, whatever its format. */
export interface Facts {
  story: Story;
  /** `bookinfo/reviews`. */
  service: string;
  /** `v1 to v2`; empty when it is not known. */
  versions: string;
  from: number;
  to: number;
  /** The weights that were asked for: each holds until the next. */
  asked: Point[];
  /** The shares that users got. */
  measured: Point[];
  checks: CheckFacts[];
  /** What the judge said. */
  opinions: (Opinion & { at: number })[];
  /** What people ordered. */
  orders: JournalEntry[];
}

/** Gathers them. `now` ends the charts of a release that runs. */
export function factsOf(story: Story, now: number): Facts {
  const { state, entries, weights, reports } = story;
  const { release, since, plan, spec, outcome } = state;
  const [, , namespace = '', service = ''] = release.split('/');
  const canary = plan?.canary.version ?? spec?.canary.version ?? '';
  const to = outcome ? (entries.at(-1)?.at ?? since) : now;
  return {
    ...{ story, service: `${namespace}/${service}`, from: since, to },
    versions: plan?.stable ? `${plan.stable.version} to ${canary}` : canary,
    asked: [
      { at: since, value: 0 },
      ...weights.map(({ at, weight }) => ({ at, value: weight })),
      { at: to, value: state.weight },
    ],
    measured: reports.flatMap(({ at, share: { measured } }) =>
      measured === undefined ? [] : [{ at, value: measured }],
    ),
    checks: checksOf(reports, spec),
    opinions: reports.flatMap(({ at, opinion }) => (opinion ? [{ ...opinion, at }] : [])),
    orders: entries.filter(({ command }) => command !== undefined),
  };
}

function checksOf(reports: WatchReport[], spec: Story['state']['spec']): CheckFacts[] {
  const names = [...new Set(reports.flatMap(({ checks }) => checks.map(({ name }) => name)))];
  return names.map((name) => {
    const threshold = spec?.checks.find((check) => check.name === name)?.threshold;
    return {
      ...{ name, metric: metricOf(name, spec) },
      ...(threshold ? { threshold } : {}),
      looks: reports.flatMap(({ at, checks }) =>
        checks.filter((each) => each.name === name).map((each) => ({ ...each, at })),
      ),
    };
  });
}

/** A figure of a check over time. */
export function series({ looks }: CheckFacts, of: 'canary' | 'stable'): Point[] {
  return looks.flatMap(({ at, [of]: value }) => (value === undefined ? [] : [{ at, value }]));
}

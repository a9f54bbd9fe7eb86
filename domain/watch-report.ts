import type { Verdict } from './check.js';
import { type Holds, hasShape, isNumber, isText, listOf, optional } from './has-shape.js';
import type { Opinion } from './judgement/opinion.js';
import type { Weight } from './step.js';

/** What one look at the canary found: the evidence that a decision is made from. */
export interface WatchReport {
  /** When, in milliseconds since 1970. */
  at: number;
  /** `pass` only when every check passes, the share is reached and enough pods are ready. */
  verdict: Verdict;
  /** What speaks against going on, or what was found good; one sentence. */
  reason: string;
  checks: CheckReport[];
  share: ShareReport;
  /** What the judge says of the canary, compared with stable; nothing follows from it where it only observes. */
  opinion?: Opinion;
  pods: { ready: number; needed: number };
  /** Somebody else's edit of what is ours. */
  foreign?: ForeignEdit;
}

/** One check with its figures, in the metric's own unit; undefined where there are none. */
export interface CheckReport {
  name: string;
  verdict: Verdict;
  reason: string;
  canary?: number;
  stable?: number;
  requests?: number;
  /** Of a limit: stable's requests, and the odds against a version that keeps it looking so; from `wanted` to 1 on it fails. */
  stableRequests?: number;
  evidence?: number;
  wanted?: number;
}

/** The share of requests that users got from the canary, beside the one asked for; in percent. */
export interface ShareReport {
  asked: Weight;
  measured?: number;
  canary: number;
  total: number;
  reached: 'yes' | 'no' | 'inconclusive';
  /** The source whose requests still go as before: a proxy that has not heard of the weight. */
  laggard?: string;
  /** By who sent the requests, where some go by other routes, which always lead to stable. */
  sources?: { name: string; canary: number; total: number }[];
  /** With `sources`: nothing was measured of the weight before. */
  incomparable?: true;
  /** What was counted is ready endpoints, for want of anybody who counts requests. */
  by?: 'endpoints';
}

/** An edit of the release's own route by somebody else. */
export interface ForeignEdit {
  /** What is different, for a person: "v2 has 35, not 10". */
  what: string;
  /** The field manager that wrote last, as Kubernetes names it. */
  by: string;
  /** It is nobody's: Kubernetes has put new pods, without users, in the place of some. Our weight is written again unasked. */
  replaced?: true;
}

/**
 * Whether what came with a signal is a report, in every part: what is not would break the release that shows it. More
 * than there must be is let in.
 */
export function isReport(seen: unknown): seen is WatchReport {
  return hasShape(seen, {
    at: isNumber,
    verdict: isVerdict,
    reason: isText,
    checks: listOf((check) => hasShape(check, checkShape)),
    share: (share) => hasShape(share, shareShape),
    pods: (pods) => hasShape(pods, { ready: isNumber, needed: isNumber }),
    opinion: optional((opinion) => hasShape(opinion, opinionShape)),
    foreign: optional((edit) => hasShape(edit, editShape)),
  } satisfies Record<keyof WatchReport, Holds>);
}

const isVerdict: Holds = (value) => value === 'pass' || value === 'fail' || value === 'inconclusive';

const checkShape = {
  ...{ name: isText, verdict: isVerdict, reason: isText },
  ...{ canary: optional(isNumber), stable: optional(isNumber), requests: optional(isNumber) },
  ...{ stableRequests: optional(isNumber), evidence: optional(isNumber), wanted: optional(isNumber) },
} satisfies Record<keyof CheckReport, Holds>;

const totalShape = { requests: isNumber, failed: isNumber };
const isTotal: Holds = (total) => hasShape(total, totalShape);

const opinionShape = {
  ...{ verdict: isText, because: isText, reason: isText, atLeast: optional(isNumber) },
  ...{ evidence: isNumber, wanted: isNumber, canary: isTotal, stable: isTotal, share: optional(isNumber) },
  ...{ burstiness: isNumber, missing: isNumber, slowerThan: optional(isNumber) },
} satisfies Record<keyof Opinion, Holds>;

const editShape = {
  ...{ what: isText, by: isText, replaced: optional((value) => value === true) },
} satisfies Record<keyof ForeignEdit, Holds>;

const shareShape = {
  ...{ asked: isNumber, measured: optional(isNumber), canary: isNumber, total: isNumber },
  ...{ reached: (value) => value === 'yes' || value === 'no' || value === 'inconclusive', laggard: optional(isText) },
  by: optional((value) => value === 'endpoints'),
  incomparable: optional((value) => value === true),
  sources: optional(listOf((source) => hasShape(source, { name: isText, canary: isNumber, total: isNumber }))),
} satisfies Record<keyof ShareReport, Holds>;

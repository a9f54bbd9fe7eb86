import type { EnvironmentReader } from './environment-reader.js';
import { isRecord } from './json-shape.js';
import { describeLimits, isWithin, type NumberLimits } from './number-limits.js';

/** How the application misbehaves. Nothing here touches the probes or the control port. */
export interface Behaviour {
  /** Share of requests answered 500, 0 to 1. Exact, not random: after N requests, floor(N * errorRate) errors. */
  errorRate: number;
  /** Milliseconds added before the answer of a slowed request. */
  latencyMs: number;
  /** Share of requests that are slowed, 0 to 1; exact like `errorRate`. */
  latencyRate: number;
  /** Not ready until this many seconds after the start. */
  startSeconds: number;
  /** The process ends with exit code 1 once it has answered this many requests; 0 is never. */
  crashAfter: number;
  /** False makes the readiness probe fail. */
  ready: boolean;
  /** True answers 200 with a body that lacks what belongs in it. */
  wrongAnswer: boolean;
}

const limits = {
  errorRate: { min: 0, max: 1 },
  latencyMs: { min: 0, max: 60_000 },
  latencyRate: { min: 0, max: 1 },
  startSeconds: { min: 0, max: 3600 },
  crashAfter: { min: 0, max: 1_000_000_000, integer: true },
};
const limitsByName: Readonly<Record<string, NumberLimits>> = limits;
const flags = ['ready', 'wrongAnswer'];

/** Reads the behaviour at start from ERROR_RATE, LATENCY_MS and so on; problems go to the reader. */
export function behaviourFromEnvironment(environment: EnvironmentReader): Behaviour {
  return {
    errorRate: environment.number('ERROR_RATE', limits.errorRate, 0),
    latencyMs: environment.number('LATENCY_MS', limits.latencyMs, 0),
    latencyRate: environment.number('LATENCY_RATE', limits.latencyRate, 1),
    startSeconds: environment.number('START_SECONDS', limits.startSeconds, 0),
    crashAfter: environment.number('CRASH_AFTER', limits.crashAfter, 0),
    ready: environment.flag('READY', true),
    wrongAnswer: environment.flag('WRONG_ANSWER', false),
  };
}

/** Whether `changes` (any JSON) is a part of a Behaviour. */
export function isBehaviourChange(changes: unknown): changes is Partial<Behaviour> {
  return behaviourProblems(changes).length === 0;
}

/** Everything that keeps `changes` (any JSON) from being a part of a Behaviour, one sentence each; empty when it is. */
export function behaviourProblems(changes: unknown): string[] {
  if (!isRecord(changes)) return ['the body must be a JSON object with settings of the behaviour'];
  return Object.entries(changes).flatMap(([name, value]) => {
    const wanted = wantedValue(name, value);
    return wanted === undefined ? [] : [`${name} ${wanted}, not ${JSON.stringify(value)}`];
  });
}

function wantedValue(name: string, value: unknown): string | undefined {
  if (flags.includes(name)) return typeof value === 'boolean' ? undefined : 'must be true or false';
  const limit = Object.hasOwn(limits, name) ? limitsByName[name] : undefined;
  if (limit === undefined) return `is no setting (there are ${[...Object.keys(limits), ...flags].join(', ')})`;
  return isWithin(value, limit) ? undefined : `must be ${describeLimits(limit)}`;
}

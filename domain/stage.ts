import type { ActKind } from './act.js';
import type { Gate } from './gate.js';
import type { Phase } from './release-state.js';
import type { Weight } from './step.js';

/** One stop of a release, in the order in which they are taken. */
export type Stage =
  /** Something is done, and the next stage begins when it is. */
  | { kind: 'act'; phase: Phase; act: Exclude<ActKind, 'shift' | 'watch'>; admitted?: boolean }
  | { kind: 'shift'; phase: Phase; weight: Weight }
  /** The present weight is watched for `ms`; the next stage begins on evidence alone. */
  | { kind: 'hold'; phase: Phase; ms: number }
  | ({ kind: 'gate'; phase: Phase } & Gate)
  /** Another release has the service. */
  | { kind: 'turn'; phase: Phase };

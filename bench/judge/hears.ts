import type { Tick } from '../../domain/judgement/judge.js';

/** A judge of one release: hears it tick by tick, and says when it is to be taken back. */
export type Hears = (tick: Tick) => boolean;

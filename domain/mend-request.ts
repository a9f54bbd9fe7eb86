import { hasShape, isNumber, isText, listOf, optional } from './has-shape.js';
import { whyNotMended } from './mended.js';
import type { MendRequest } from './message.js';
import type { ReleaseState } from './release-state.js';
import { textField } from './text-field.js';
import { isReport } from './watch-report.js';

/** Reads whatever came with the update `mend`; a sentence when it holds no state that a release could go back from. */
export function mendRequestFrom(payload: unknown): MendRequest | string {
  const state = typeof payload === 'object' && payload !== null && 'state' in payload ? payload.state : undefined;
  if (!isState(state)) return 'there is no state of a release in it, as its query `state` answers it';
  const reason = textField(payload, 'reason');
  const order = { by: textField(payload, 'by') ?? 'unknown', ...(reason === undefined ? {} : { reason }) };
  return whyNotMended(state) ?? { state, ...order };
}

/** Whether it has all that the way back is made from, and that is shown; plan and spec are for the activities to read. */
function isState(value: unknown): value is ReleaseState {
  return hasShape(value, {
    ...{ release: isText, since: isNumber, text: isText, cursor: isNumber, epoch: isNumber, weight: isNumber },
    ...{ weightSince: isNumber, previousWeight: isNumber, highestWeight: isNumber },
    stages: listOf((stage) => hasShape(stage, { kind: isText, phase: isText })),
    journal: listOf((entry) => hasShape(entry, { at: isNumber, by: isText, what: isText, weight: isNumber })),
    plan: optional((plan) => hasShape(plan, planShape)),
    spec: optional((spec) => hasShape(spec, { service: isText })),
    outcome: optional((outcome) => hasShape(outcome, { kind: isText })),
    report: optional(isReport),
  });
}

const planShape = {
  ...{ namespace: isText, service: isText },
  stable: optional((stable) => hasShape(stable, { deployment: isText })),
  canary: (canary: unknown) => hasShape(canary, { version: isText, deployment: isText }),
};

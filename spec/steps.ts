import { z } from 'zod';
import { people } from '../domain/gate.js';
import { rampSteps, type Step } from '../domain/step.js';
import { duration } from './duration.js';
import { kubernetesName } from './text.js';

const weight = z.int().min(1, 'expected a weight from 1 to 100').max(100, 'expected a weight from 1 to 100');
const defaultHold = '60s';

const ramp = z
  .strictObject({ from: weight, by: weight, hold: duration.prefault(defaultHold) })
  .transform(({ from, by, hold }): Step[] => rampSteps({ from, by, holdMs: hold }));

const step = z
  .strictObject({
    weight: weight.optional(),
    hold: duration.optional(),
    approval: kubernetesName.optional(),
    by: z.array(z.string().trim().min(1, 'expected a name').max(100)).min(1, 'expected at least one name').optional(),
    approvals: z.int().min(1).max(20).optional(),
    timeout: duration.refine((ms) => ms >= 1000, 'expected at least 1s').optional(),
    onTimeout: z.enum(['roll-back', 'go-on', 'ask']).optional(),
  })
  .check((context) => {
    const { weight: given, approval, hold, by, approvals, timeout, onTimeout } = context.value;
    const complain = (message: string, ...path: string[]) =>
      void context.issues.push({ code: 'custom', input: context.value, path, message });
    if ((given === undefined) === (approval === undefined)) return complain('expected either weight or approval');
    if (approval !== undefined && hold !== undefined) complain('an approval has no hold', 'hold');
    if (given !== undefined)
      for (const [name, value] of Object.entries({ by, approvals, timeout, onTimeout }))
        if (value !== undefined) complain(`${name} goes with approval`, name);
    if (onTimeout !== undefined && timeout === undefined) complain('onTimeout goes with timeout', 'onTimeout');
    const most = by ? people(by) : Infinity;
    if (approvals !== undefined && approvals > most)
      complain(`expected at most ${most}, as many as may approve`, 'approvals');
    return undefined;
  });
type Written = z.infer<typeof step>;

const list = z
  .array(step)
  .min(1, 'expected at least one step')
  .check((context) => {
    let previous = 0;
    context.value.forEach(({ weight: given }, index) => {
      if (given === undefined) return;
      if (given <= previous) {
        const message = `expected a weight above ${previous}, the one before`;
        context.issues.push({ code: 'custom', input: given, path: [index, 'weight'], message });
      }
      previous = Math.max(previous, given);
    });
  })
  .transform((all): Step[] =>
    all.map((each) =>
      each.weight === undefined
        ? gateOf(each)
        : { kind: 'weight', weight: each.weight, holdMs: each.hold ?? duration.parse(defaultHold) },
    ),
  );

function gateOf({ approval = '', by, approvals, timeout, onTimeout = 'roll-back' }: Written): Step {
  return {
    ...{ kind: 'approval', gate: approval },
    ...(by ? { by } : {}),
    ...(approvals === undefined ? {} : { approvals }),
    ...(timeout === undefined ? {} : { timeout: { limitMs: timeout, action: onTimeout } }),
  };
}

/** The way up: an even ramp, or a list of weights and gates. */
export const steps = z.union([ramp, list]);

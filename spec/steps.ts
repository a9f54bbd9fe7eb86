import { z } from 'zod';
import { rampSteps, type Step } from '../domain/step.js';
import { duration } from './duration.js';
import { kubernetesName } from './text.js';

const weight = z.int().min(1, 'expected a weight from 1 to 100').max(100, 'expected a weight from 1 to 100');
const defaultHold = '60s';

const ramp = z
  .strictObject({ from: weight, by: weight, hold: duration.prefault(defaultHold) })
  .transform(({ from, by, hold }): Step[] => rampSteps({ from, by, holdMs: hold }));

const step = z
  .strictObject({ weight: weight.optional(), hold: duration.optional(), approval: kubernetesName.optional() })
  .check((context) => {
    const { weight: given, approval, hold } = context.value;
    if ((given === undefined) === (approval === undefined)) {
      context.issues.push({ code: 'custom', input: context.value, message: 'expected either weight or approval' });
    } else if (approval !== undefined && hold !== undefined) {
      context.issues.push({ code: 'custom', input: hold, path: ['hold'], message: 'an approval has no hold' });
    }
  });

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
    all.map(({ weight: given, hold, approval }) =>
      given === undefined
        ? { kind: 'approval', gate: approval ?? '' }
        : { kind: 'weight', weight: given, holdMs: hold ?? duration.parse(defaultHold) },
    ),
  );

/** The way up: an even ramp, or a list of weights and gates. */
export const steps = z.union([ramp, list]);

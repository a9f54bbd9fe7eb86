import { z } from 'zod';
import { people } from '../domain/gate.js';
import { rampSteps, type Step } from '../domain/step.js';
import { across, acrossList, type Complain, type Fields } from './across.js';
import { atLeastASecond } from './duration.js';
import { forms } from './forms.js';
import { whole } from './number.js';
import { kubernetesName, line } from './text.js';

const weight = whole('a weight', { least: 1, most: 100 });
const hold = atLeastASecond('so long a weight is watched before the next');
const defaultHold = '60s';

const ramp = z
  .strictObject({ from: weight, by: weight, hold: hold.prefault(defaultHold) })
  .transform(({ from, by, hold: holdMs }): Step[] => rampSteps({ from, by, holdMs }));

const written = z.strictObject({
  weight: weight.optional(),
  hold: hold.optional(),
  approval: kubernetesName.optional(),
  by: z.array(line('a name', 100), 'expected a list of names').min(1, 'expected at least one name').optional(),
  approvals: whole('a number of people', { least: 1, most: 20 }).optional(),
  timeout: atLeastASecond().optional(),
  onTimeout: z.enum(['roll-back', 'go-on', 'ask']).optional(),
});
type Written = z.output<typeof written>;

const step = across(written, (fields, complain) => {
  const has = (name: string) => fields.written.includes(name);
  if (has('weight') === has('approval')) complain('expected either weight or approval');
  else if (has('approval')) gateProblems(fields, complain);
  else
    for (const name of ['by', 'approvals', 'timeout', 'onTimeout'])
      if (has(name)) complain(`${name} goes with approval`, name);
})
  .transform((each): Step =>
    each.weight === undefined
      ? gateOf(each)
      : { kind: 'weight', weight: each.weight, holdMs: each.hold ?? hold.parse(defaultHold) },
  )
  .meta({
    oneOf: [{ required: ['weight'] }, { required: ['approval'] }],
    dependentRequired: Object.fromEntries([
      ...['by', 'approvals', 'timeout'].map((name) => [name, ['approval']]),
      ...[
        ['onTimeout', ['approval', 'timeout']],
        ['hold', ['weight']],
      ],
    ]),
  });

function gateProblems({ right: { by, approvals }, written: names }: Fields<Written>, complain: Complain): void {
  if (names.includes('hold')) complain('an approval has no hold', 'hold');
  if (names.includes('onTimeout') && !names.includes('timeout')) complain('onTimeout goes with timeout', 'onTimeout');
  const most = by ? people(by) : Infinity;
  if (approvals !== undefined && approvals > most)
    complain(`expected at most ${most}, as many as may approve`, 'approvals');
}

function gateOf({ approval = '', by, approvals, timeout, onTimeout = 'roll-back' }: Written): Step {
  return {
    ...{ kind: 'approval', gate: approval },
    ...(by ? { by } : {}),
    ...(approvals === undefined ? {} : { approvals }),
    ...(timeout === undefined ? {} : { timeout: { limitMs: timeout, action: onTimeout } }),
  };
}

const list = acrossList(z.array(step).min(1, 'expected at least one step'), (all, complain) => {
  let previous = 0;
  const gates = new Set<string>();
  all.forEach((each, index) => {
    if (each?.kind === 'weight') {
      if (each.weight <= previous) complain(`expected a weight above ${previous}, the one before`, index, 'weight');
      previous = Math.max(previous, each.weight);
    }
    if (each?.kind === 'approval') {
      if (gates.has(each.gate)) complain(`another approval is called ${each.gate}, too`, index, 'approval');
      gates.add(each.gate);
    }
  });
});

/** The way up: an even ramp, or a list of weights and gates. */
export const steps = forms(
  { object: ramp, list },
  'expected even steps, { from: 10, by: 10 }, or a list, such as [{ weight: 5 }, { weight: 50 }]',
);

import type { Act } from '../../domain/act.js';
import { type Frozen, showFrozen } from '../../domain/freeze.js';
import type { Plan } from '../../domain/plan.js';
import { showSplit, splitOf } from '../../domain/pod-split.js';
import type { Weight } from '../../domain/step.js';
import type { Conducted } from '../activity.js';
import { freezeNow } from '../freeze/freeze-now.js';
import type { Ports } from '../ports.js';
import { Trouble } from '../trouble.js';
import { capacityLack } from './capacity-lack.js';

/**
 * Makes the weight the one in force, once enough of the canary's pods are endpoints and no freeze holds it back; taking it
 * down needs neither.
 */
export function shift(ports: Ports): Conducted<'shift'> {
  return async ({ act, spec, plan, fence }, { signal }) => {
    const { weight, overwrite, override } = act;
    const frozen = weight === 0 ? undefined : await freezeNow(ports.sharedFreeze, spec, signal);
    if (frozen && !override && (await isRise(ports, { plan, act }, signal))) return { kind: 'frozen', ...frozen };
    const lack = weight === 0 ? undefined : await capacityLack(ports, { weight, spec, plan, fence }, signal);
    if (lack !== undefined) return { kind: 'bad', why: lack };
    const seen = await ports.traffic(plan).shift(weight, { fence, overwrite }, signal);
    switch (seen.kind) {
      case 'split':
        return { kind: 'done', detail: `weight ${weightOf(plan, weight, seen.weight)}${inSpite(frozen, override)}` };
      case 'foreign':
        return { kind: 'foreign', edit: seen.edit };
      case 'missing':
        throw new Trouble('NotFound', seen.what);
    }
  };
}

/** What was reached; where pods are the share, that may be another than the one asked for. */
function weightOf({ route }: Plan, asked: Weight, reached: Weight): string {
  return route.kind === 'replicas' ? `${asked} %: ${showSplit(splitOf(route, asked))}` : `${reached} %`;
}

type Shift = Extract<Act, { kind: 'shift' }>;

/** By what is in force there: a write whose answer was lost is none, and one that takes somebody's edit down is none. */
async function isRise(
  { traffic }: Ports,
  { plan, act }: { plan: Plan; act: Shift },
  signal: AbortSignal,
): Promise<boolean> {
  const seen = await traffic(plan).observe(signal);
  return seen.kind !== 'missing' && seen.weight < act.weight;
}

function inSpite(frozen: Frozen | undefined, override: Shift['override']): string {
  return frozen && override ? `, though ${showFrozen(frozen)} (${override.by}: ${override.reason})` : '';
}

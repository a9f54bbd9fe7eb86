import type { Plan } from './plan.js';
import { splitOf } from './pod-split.js';
import type { ReleaseSpec } from './release-spec.js';
import type { Phase, ReleaseState } from './release-state.js';
import { stepsFrom } from './retry.js';
import type { Stage } from './stage.js';
import type { Step, Weight } from './step.js';

/** The whole way of a planned release, from the first act after preflight to the last; a retry's steps begin at `from`. */
export function forwardStages(spec: ReleaseSpec, plan: Plan, from?: Weight): Stage[] {
  return [
    { kind: 'act', phase: 'preflight', act: 'preflight' },
    { kind: 'act', phase: 'deploy', act: 'deploy' },
    { kind: 'act', phase: 'deploy', act: 'awaitReady', admitted: false },
    ...proof(spec, false),
    ...admission(spec, plan),
    ...(plan.stable ? stepsFrom(spec, from).filter(givesUsers(plan)).flatMap(stagesOf) : []),
    { kind: 'shift', phase: 'promote', weight: 100 },
    ...(spec.bakeMs > 0 ? [{ kind: 'hold' as const, phase: 'bake' as const, ms: spec.bakeMs }] : []),
    ...(plan.stable ? decommission : []),
    { kind: 'act', phase: 'decommission', act: 'finish' },
  ];
}

const decommission: Stage[] = [
  { kind: 'act', phase: 'decommission', act: 'drain' },
  { kind: 'act', phase: 'decommission', act: 'decommission' },
];

/** Whether the step gives the canary anything: where pods are the share, a small weight may be none of them. */
function givesUsers({ route }: Plan): (step: Step) => boolean {
  return (step) => route.kind !== 'replicas' || step.kind === 'approval' || splitOf(route, step.weight).canary > 0;
}

/**
 * With the weight still 0; admitted pods are new ones, so what was proved of the dark ones is proved again. Where pods are
 * the share, those that were proved get users themselves, as many as the weight says.
 */
function admission(spec: ReleaseSpec, plan: Plan): Stage[] {
  if (plan.route.kind === 'replicas') return [];
  const prepared: Stage[] = plan.stable ? [{ kind: 'shift', phase: 'admit', weight: 0 }] : [];
  if (plan.canary.dark === 'route') return prepared;
  return [
    ...prepared,
    { kind: 'act', phase: 'admit', act: 'admit' },
    { kind: 'act', phase: 'admit', act: 'awaitReady', admitted: true },
    ...proof(spec, true),
  ];
}

function proof({ verify }: ReleaseSpec, admitted: boolean): Stage[] {
  const phase: Phase = admitted ? 'admit' : 'verify';
  const requests = verify && verify.requests.length > 0;
  return [
    ...(requests ? [{ kind: 'act' as const, phase, act: 'verify' as const, admitted }] : []),
    ...(verify?.load && !admitted ? [{ kind: 'act' as const, phase: 'load' as const, act: 'load' as const }] : []),
  ];
}

function stagesOf(step: ReleaseSpec['steps'][number]): Stage[] {
  if (step.kind === 'approval') return [{ ...step, kind: 'gate', phase: 'steps' }];
  return [
    { kind: 'shift', phase: 'steps', weight: step.weight },
    { kind: 'hold', phase: 'steps', ms: step.holdMs },
  ];
}

/** The way back from where the release stands: stable has all requests first, tidying comes after. */
export function backStages({ stages, cursor, plan }: ReleaseState): Stage[] {
  const phase = 'roll-back' as const;
  const begun = stages.slice(0, cursor + 1);
  const isBegun = (act: string) => begun.some((stage) => stage.kind === 'act' && stage.act === act);
  const isRouted = begun.some(({ kind }) => kind === 'shift');
  const restore: Stage[] = isBegun('decommission') ? [{ kind: 'act', phase, act: 'restore' }] : [];
  const toStable: Stage[] = [
    { kind: 'shift', phase, weight: 0 },
    { kind: 'act', phase, act: 'drain' },
  ];
  return [
    ...restore,
    ...(isRouted && plan?.stable ? toStable : []),
    ...(isRouted && !plan?.stable ? [{ kind: 'act' as const, phase, act: 'finish' as const }] : []),
    ...(isBegun('deploy') ? [{ kind: 'act' as const, phase, act: 'putBack' as const }] : []),
    ...(isRouted && plan?.stable ? [{ kind: 'act' as const, phase, act: 'finish' as const }] : []),
  ];
}

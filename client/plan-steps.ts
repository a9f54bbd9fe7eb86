import { drainMs } from '../domain/enter.js';
import type { Plan, PodsRoute, SplitRoute } from '../domain/plan.js';
import { showSplit, splitOf } from '../domain/pod-split.js';
import { podsNeeded } from '../domain/pods-needed.js';
import type { ReleaseSpec } from '../domain/release-spec.js';
import type { Phase } from '../domain/release-state.js';
import type { Stage } from '../domain/stage.js';
import { forwardStages } from '../domain/stages.js';
import { figure } from '../domain/show-figure.js';
import { seconds } from '../domain/seconds.js';

/** One thing that a release would do, in its order. */
export interface PlanStep {
  phase: Phase;
  /** In a sentence. */
  what: string;
  /** The canary's share from here on, in percent. */
  weight?: number;
  /** How long it is watched at least, in milliseconds. */
  holdMs?: number;
  /** The gate that it waits at. */
  gate?: string;
}

/** All that a release of the spec would do, if all goes well. */
export function planSteps(spec: ReleaseSpec, plan: Plan): PlanStep[] {
  return forwardStages(spec, plan).map((stage) => ({ phase: stage.phase, ...stepOf(stage, spec, plan) }));
}

/** The least time it can take in milliseconds: the holds and the bake. Deploying, proving and people come on top. */
export function leastMs(steps: PlanStep[]): number {
  return steps.reduce((sum, { holdMs = 0 }) => sum + holdMs, 0);
}

function stepOf(stage: Stage, spec: ReleaseSpec, plan: Plan): Omit<PlanStep, 'phase'> {
  switch (stage.kind) {
    case 'act':
      return { what: actText(stage, spec, plan) };
    case 'shift':
      return { what: shiftText(stage.weight, plan), weight: stage.weight };
    case 'hold': {
      const kept = stage.phase === 'bake' && plan.stable ? keptText(plan.stable.version, plan) : '';
      return { what: `watch it for ${seconds(stage.ms)}${kept}`, holdMs: stage.ms };
    }
    case 'turn':
      return { what: 'wait for its turn' };
    case 'gate':
      return { what: `wait for approval of ${stage.gate}`, gate: stage.gate };
  }
}

/** Where pods are the split, what is kept has none: taking it back waits for them. */
function keptText(version: string, { route }: Plan): string {
  return route.kind === 'replicas' ? `, with ${version} kept, without pods` : `, with ${version} kept as it is`;
}

function shiftText(weight: number, { canary, stable, route, autoscaling }: Plan): string {
  if (route.kind === 'replicas') return podsText(weight, canary.version, route);
  const needed =
    autoscaling && stable ? `, once ${pods(podsNeeded(weight, stable.replicas))} of it can serve them` : '';
  if (weight > 0) return `${weight} % of the requests to ${canary.version}${needed}`;
  const made = madeText(route);
  const object = route.kind === 'gateway-api' ? route.name : route.virtualService;
  return `let the route of ${object} name ${canary.version} with 0 %, ${stable?.version} with 100 %${made}`;
}

/** What the weight is in pods, and what is done for it. */
function podsText(weight: number, version: string, route: PodsRoute): string {
  const split = splitOf(route, weight);
  const { deployment = '', replicas = 0 } = route.stable ?? {};
  const given = `give ${labels(route.labels)} to ${pods(split.canary)} of ${version}`;
  const kept = split.stable < replicas ? `, and leave ${deployment} ${pods(split.stable)}` : '';
  return `${weight} % asked: ${showSplit(split)}: ${given}${kept}`;
}

function madeText(route: SplitRoute): string {
  const isGateway = route.kind === 'gateway-api';
  const names = (isGateway ? route.missingServices : route.missingSubsets).map(({ name }) => name);
  return names.length === 0 ? '' : `, and make the missing ${isGateway ? 'Service' : 'subset'} ${names.join(', ')}`;
}

function actText({ act, admitted }: Extract<Stage, { kind: 'act' }>, spec: ReleaseSpec, plan: Plan): string {
  const { canary, stable } = plan;
  switch (act) {
    case 'preflight':
      return 'read everything; nothing is changed';
    case 'deploy':
      return deployText(spec, plan);
    case 'awaitReady':
      return `wait until ${pods(canary.replicas)} of ${canary.deployment} ${canary.replicas === 1 ? 'is' : 'are'} ready${admitted ? ' again, and endpoints' : ''}, at most ${seconds(spec.canary.readyMs)}`;
    case 'verify':
      return verifyText(spec, admitted === true);
    case 'load':
      return loadText(spec);
    case 'admit':
      return `give the pods ${labels(canary.admission)}, by rolling ${canary.deployment}: the Service selects them`;
    case 'drain':
      return plan.route.kind === 'replicas'
        ? `wait until the last pod of ${stable?.version} has ended, at most ${seconds(drainMs)}`
        : `wait until no request reaches ${stable?.version}, at most ${seconds(drainMs)}`;
    case 'decommission':
      return decommissionText(spec, plan);
    case 'finish':
      return plan.route.kind === 'replicas'
        ? `let Service ${plan.service} belong to nobody's release`
        : `let the route send all requests to ${canary.version} alone`;
    case 'restore':
    case 'putBack':
      return act;
  }
}

function deployText({ canary: { source } }: ReleaseSpec, { canary, autoscaling }: Plan): string {
  const dark = canary.dark === 'label' ? `its pods lack ${labels(canary.admission)}` : 'its weight is 0';
  if (canary.deployed === 'found') return `take ${canary.deployment} as it is found; dark: ${dark}`;
  const from = source.kind === 'image' ? `with ${source.image}` : 'from its manifest';
  const scaled = autoscaling?.make ? ` and an autoscaler (${autoscaling.make.min} to ${autoscaling.make.max})` : '';
  return `deploy ${canary.deployment} ${from}, ${pods(canary.replicas)}${scaled}; dark: ${dark}`;
}

function verifyText({ verify }: ReleaseSpec, admitted: boolean): string {
  const paths = (verify?.requests ?? []).map(({ path, expect }) => `GET ${path} (${expect.status})`);
  const from = verify?.from ? `from a pod ${verify.from.pod}` : 'from a pod of our own';
  return `${admitted ? 'again, to the admitted pods' : 'send'}: ${paths.join(', ')}, ${from}`;
}

function loadText({ verify }: ReleaseSpec): string {
  if (!verify?.load) return 'load';
  const { path, requests, concurrency, maxFailed, maxP99Ms } = verify.load;
  const p99 = maxP99Ms === undefined ? '' : `, p99 at most ${maxP99Ms} ms`;
  const failed = `at most ${figure('success-rate', maxFailed)} may fail`;
  return `send ${requests} × GET ${path}, ${concurrency} at once; ${failed}${p99}`;
}

function decommissionText({ decommission }: ReleaseSpec, { stable, route }: Plan): string {
  if (decommission === 'leave')
    return `leave ${stable?.deployment} as it is${route.kind === 'replicas' ? ', with 0 pods' : ''}`;
  return decommission === 'scale' ? `scale ${stable?.deployment} to 0` : `delete ${stable?.deployment}`;
}

const pods = (count: number) => (count === 1 ? '1 pod' : `${count} pods`);

function labels(all: Record<string, string>): string {
  return Object.entries(all)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

import type { PodsRoute } from '../../domain/plan.js';
import { percentOf, placesOf, showPercent, showSplit, splitFor } from '../../domain/pod-split.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import type { Findings } from './findings.js';

/** What the steps' weights are, in pods; those that there are no pods for are a problem, or left out, as the spec says. */
export function checkSteps({ steps }: ReleaseSpec, route: PodsRoute, findings: Findings): void {
  const { canary, stable, round } = route;
  if (!stable || stable.replicas === 0 || canary.replicas < stable.replicas) return; // none, or a problem already
  const rule = { canary: canary.replicas, stable: stable.replicas, round };
  const weights = steps.flatMap((step) => (step.kind === 'weight' ? [step.weight] : []));
  const asked = weights.map((weight) => ({ weight, split: splitFor(weight, rule) }));
  const none = asked.filter(({ split }) => split?.canary === 0).map(({ weight }) => showPercent(weight));
  const unknown = asked.filter(({ split }) => !split).map(({ weight }) => showPercent(weight));
  const had = placesOf(rule)
    .slice(1)
    .map((place) => showPercent(percentOf(place)))
    .join(', ');
  const of = `${canary.replicas} pods of the canary beside ${stable.replicas} of stable`;
  if (unknown.length > 0)
    findings.problem(
      `steps: ${unknown.join(', ')} cannot be had (round: refuse): ${of} give ${had}; write these, or have it rounded (traffic.replicas.round: up, or down).`,
    );
  else if (none.length > 0 && none.length === weights.length)
    findings.problem(
      `steps: ${none.join(', ')} is less than one pod (round: down), so all users would get the canary at once: ${of} give ${had}; write these, or have it rounded up.`,
    );
  else if (none.length > 0)
    findings.note(`Steps that are less than one pod are left out (round: down): ${none.join(', ')}.`);
  const others = asked.flatMap(({ weight, split }) =>
    split && split.canary > 0 && Math.abs(percentOf(split) - weight) > 0.5
      ? [`${showPercent(weight)} is ${showSplit(split)}`]
      : [],
  );
  if (others.length > 0) findings.note(`Pods are the share (round: ${round}): ${others.join('; ')}.`);
}

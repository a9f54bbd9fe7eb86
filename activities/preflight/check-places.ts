import type { Plan } from '../../domain/plan.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { ifAllowed } from '../kubernetes/if-allowed.js';
import type { Findings } from './findings.js';
import { nodesFor } from './fitting-nodes.js';
import { nodesMayCome } from './nodes-may-come.js';
import { showApart, whatKeepsApart } from './pods-apart.js';
import { replacedBeside } from './replaced-beside.js';
import type { Survey } from './survey.js';
import type { PodsOfVersions } from './version-pods.js';

/** Pods that cannot share a node: whether there are as many nodes as they surely need when users get them. */
export async function checkPlaces(
  cluster: Cluster,
  { plan, versions, survey }: { plan: Plan; versions: PodsOfVersions; survey: Survey },
  findings: Findings,
  signal: AbortSignal,
): Promise<void> {
  const needs = needsOf(plan, versions);
  if (!needs || needs.nodes < 2) return;
  const all = await ifAllowed(cluster.list('Node', '', {}, signal));
  if (!all) return findings.note(`${needs.text}, ${orElse}.`);
  const there = nodesFor(versions, all, survey).length;
  const counted = `${needs.text}, and ${there} ${there === 1 ? 'takes' : 'take'} such pods (ready, open, with the labels of their nodeSelector, and no taint in the way)`;
  if (there >= needs.nodes) return findings.note(`${counted}.`);
  if (nodesMayCome(all)) return findings.note(`${counted} now. More must come, ${orElse}.`);
  return findings.problem(`${counted}. Add nodes, have fewer pods, or take away what keeps them apart.`);
}

const orElse = 'or the canary is not ready in time and the release goes back';

/** The smallest number of nodes with which it can go well, and why; undefined: nothing keeps the pods apart. */
function needsOf(plan: Plan, { canary, stable }: PodsOfVersions): { nodes: number; text: string } | undefined {
  const own = whatKeepsApart(canary, canary);
  const beside = stable && whatKeepsApart(canary, stable);
  if ((!own && !beside) || canary.least === 0) return undefined;
  const more = own && replacedBeside(plan, canary.from) ? 1 : 0;
  const ofStable = stable && whatKeepsApart(stable, stable) ? stable.least : 1;
  const nodes = (own ? canary.least + more : 1) + (beside ? ofStable : 0);
  const what = own
    ? `Each pod of ${canary.deployment} needs a node of its own${beside ? ' beside those of stable' : ''}`
    : `The pods of ${canary.deployment} cannot stand on the nodes of those of stable`;
  const meanwhile =
    more > 0
      ? ' (one of them only while its pods are replaced, to be let in; with maxUnavailable: 1 in the strategy of its Deployment it is not needed)'
      : '';
  return { nodes, text: `${what} (${showApart(own, beside)}): ${nodes} nodes${meanwhile}` };
}

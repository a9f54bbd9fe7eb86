import type { Plan } from '../../domain/plan.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { ifAllowed } from '../kubernetes/if-allowed.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { checkClaims } from './check-claims.js';
import { checkPlaces } from './check-places.js';
import type { Findings } from './findings.js';
import type { Survey } from './survey.js';
import { podsOfVersions, type PodsOfVersions, standAlready } from './version-pods.js';

/** By what it is told whether the pods of both versions can stand beside each other. */
export interface Standing {
  plan: Plan;
  versions: PodsOfVersions;
  survey: Survey;
  /** Undefined: they may not be listed. Asked of the API server once, and only when somebody wants to know. */
  listNodes: () => Promise<KubernetesObject[] | undefined>;
}

/** Whether the canary's pods can stand beside those of stable: nodes and volume claims are read only where they could not. */
export async function checkStanding(
  cluster: Cluster,
  { spec, plan, survey }: { spec: ReleaseSpec; plan: Plan; survey: Survey },
  findings: Findings,
  signal: AbortSignal,
): Promise<void> {
  const versions = podsOfVersions(spec, plan, survey);
  if (!versions || standAlready(plan.canary, versions.canary)) return;
  let nodes: ReturnType<Standing['listNodes']> | undefined;
  const listNodes = () => (nodes ??= ifAllowed(cluster.list('Node', '', {}, signal)));
  const standing = { plan, versions, survey, listNodes };
  await checkPlaces(cluster, standing, findings, signal);
  await checkClaims(cluster, standing, findings, signal);
}

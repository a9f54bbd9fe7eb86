import type { Plan } from '../../domain/plan.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { checkClaims } from './check-claims.js';
import { checkPlaces } from './check-places.js';
import type { Findings } from './findings.js';
import type { Survey } from './survey.js';
import { podsOfVersions, standAlready } from './version-pods.js';

/** Whether the canary's pods can stand beside those of stable: nodes and volume claims are read only where they could not. */
export async function checkStanding(
  cluster: Cluster,
  { spec, plan, survey }: { spec: ReleaseSpec; plan: Plan; survey: Survey },
  findings: Findings,
  signal: AbortSignal,
): Promise<void> {
  const versions = podsOfVersions(spec, plan, survey);
  if (!versions || standAlready(plan.canary, versions.canary)) return;
  await checkPlaces(cluster, { plan, versions, survey }, findings, signal);
  await checkClaims(cluster, versions, findings, signal);
}

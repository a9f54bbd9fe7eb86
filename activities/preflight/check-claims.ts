import type { Cluster } from '../kubernetes/cluster.js';
import { ifAllowed } from '../kubernetes/if-allowed.js';
import { listAt, textAt, valueAt } from '../kubernetes/json-value.js';
import type { Standing } from './check-standing.js';
import type { Findings } from './findings.js';
import { nodesFor } from './fitting-nodes.js';
import { mustFollow } from './pods-apart.js';
import type { VersionPods } from './version-pods.js';

/** Volume claims that the pods of both versions name: one for a single node, or a single pod, keeps the canary's from starting. */
export async function checkClaims(
  cluster: Cluster,
  standing: Standing,
  findings: Findings,
  signal: AbortSignal,
): Promise<void> {
  const { canary, stable } = standing.versions;
  const ofStable = stable ? claimsOf(stable) : [];
  const shared = claimsOf(canary).filter((name) => stable && ofStable.includes(name));
  const unknown: string[] = [];
  for (const name of shared) {
    const claim = await ifAllowed(cluster.get('PersistentVolumeClaim', canary.namespace, name, signal));
    const modes = modesOf(claim);
    const isRead = [canary, stable].every((each) => each && isReadOnly(each, name));
    if (modes.includes('ReadWriteMany') || (modes.includes('ReadOnlyMany') && isRead)) continue;
    const isOnce = modes.includes('ReadWriteOnce') || modes.includes('ReadWriteOncePod');
    if (!isOnce || modes.includes('ReadOnlyMany')) unknown.push(name);
    else await checkOnce(standing, { name, isForOnePod: !modes.includes('ReadWriteOnce') }, findings);
  }
  if (unknown.length > 0)
    findings.note(
      `The pods of ${canary.deployment} share ${unknown.length === 1 ? 'the volume claim' : 'the volume claims'} ${unknown.join(', ')} with those of stable: one that is ReadWriteOnce keeps them from other nodes.`,
    );
}

async function checkOnce(
  { versions, survey, listNodes }: Standing,
  { name, isForOnePod }: { name: string; isForOnePod: boolean },
  findings: Findings,
): Promise<void> {
  const { canary, stable } = versions;
  const nodes = isForOnePod ? undefined : await listNodes();
  const isOneNode = nodes !== undefined && nodesFor(versions, nodes, survey).length === 1;
  if (!isForOnePod && (isOneNode || (stable && mustFollow(canary, stable))))
    return findings.note(
      `The pods of ${canary.deployment} share the volume claim ${name} with those of stable: it is ReadWriteOnce, so all of them must stand on one node.`,
    );
  const what = isForOnePod
    ? 'ReadWriteOncePod, for a single pod: they would never start'
    : 'ReadWriteOnce, for the pods of a single node: on any other they would never start';
  return findings.problem(
    `The pods of ${canary.deployment} would share the volume claim ${name} with those of stable, and it is ${what}. Give them a claim of their own (written into canary.manifest), or both one that is ReadWriteMany; or deploy without Sluice, one version after the other (strategy Recreate).`,
  );
}

/** The access modes that its volume has, or, while it has none, those that it asks for. */
function modesOf(claim: unknown): unknown[] {
  const modes = listAt(claim, 'status', 'accessModes');
  return modes.length > 0 ? modes : listAt(claim, 'spec', 'accessModes');
}

function claimsOf({ spec }: VersionPods): string[] {
  const names = listAt(spec, 'volumes').flatMap((volume) => textAt(volume, 'persistentVolumeClaim', 'claimName') ?? []);
  return [...new Set(names)];
}

/** Whether they only read it, by the volume or by all their containers. */
function isReadOnly({ spec }: VersionPods, claim: string): boolean {
  const volumes = listAt(spec, 'volumes').filter(
    (volume) => textAt(volume, 'persistentVolumeClaim', 'claimName') === claim,
  );
  const mounts = [...listAt(spec, 'containers'), ...listAt(spec, 'initContainers')].flatMap((each) =>
    listAt(each, 'volumeMounts'),
  );
  return volumes.every(
    (volume) =>
      valueAt(volume, 'persistentVolumeClaim', 'readOnly') === true ||
      mounts.every((mount) => textAt(mount, 'name') !== textAt(volume, 'name') || valueAt(mount, 'readOnly') === true),
  );
}

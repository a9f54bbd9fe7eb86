import type { Cluster } from '../kubernetes/cluster.js';
import { ifAllowed } from '../kubernetes/if-allowed.js';
import { listAt, textAt, valueAt } from '../kubernetes/json-value.js';
import type { Findings } from './findings.js';
import type { PodsOfVersions, VersionPods } from './version-pods.js';

/** Volume claims that the pods of both versions name: one for a single pod keeps the canary's from starting, one for a single node may. */
export async function checkClaims(
  cluster: Cluster,
  { canary, stable }: PodsOfVersions,
  findings: Findings,
  signal: AbortSignal,
): Promise<void> {
  const ofStable = stable ? claimsOf(stable) : [];
  const shared = claimsOf(canary).filter((name) => stable && ofStable.includes(name));
  for (const name of shared) {
    const claim = await ifAllowed(cluster.get('PersistentVolumeClaim', canary.namespace, name, signal));
    const modes = modesOf(claim);
    const isRead = [canary, stable].every((each) => each && isReadOnly(each, name));
    if (modes.includes('ReadWriteMany') || (modes.includes('ReadOnlyMany') && isRead)) continue;
    if (modes.length > 0 && modes.every((mode) => mode === 'ReadWriteOncePod')) refuse(canary, name, findings);
    else
      findings.note(
        `The pods of ${canary.deployment} share the volume claim ${name} with those of stable (${modes.length > 0 ? modes.join(', ') : 'how it may be used is not known'}): where its volume is attached to one node at a time, they must all stand on that.`,
      );
  }
}

/** Of two pods with such a claim only one starts. */
function refuse(canary: VersionPods, name: string, findings: Findings): void {
  findings.problem(
    `The pods of ${canary.deployment} would share the volume claim ${name} with those of stable, and it is ReadWriteOncePod, for a single pod: they would never start. Give them a claim of their own (written into canary.manifest), or both one that is ReadWriteMany; or deploy without Sluice, one version after the other (strategy Recreate).`,
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

import type { ReleaseSpec } from '../../domain/release-spec.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { readManifest } from './read-manifest.js';

/** The Deployment whose pod template the canary's pods have or get, but for image, variables and labels; undefined: nobody knows it yet. */
export function madeFrom(
  { canary: { source }, namespace }: ReleaseSpec,
  stable: KubernetesObject | undefined,
  deployments: readonly KubernetesObject[],
): KubernetesObject | undefined {
  switch (source.kind) {
    case 'image':
      return stable;
    case 'found':
      return deployments.find(({ metadata }) => metadata.name === source.deployment);
    case 'manifest': {
      const manifest = readManifest(source.manifest, namespace);
      return typeof manifest === 'string' ? undefined : manifest;
    }
  }
}

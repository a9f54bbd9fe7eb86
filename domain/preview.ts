import type { Plan } from './plan.js';
import type { ReleaseSpec } from './release-spec.js';

/** The workflow type of a preflight alone: nothing is locked, and nothing touched. */
export const previewWorkflow = 'preview';

export interface PreviewInput {
  /** The spec, YAML or JSON. */
  text: string;
}

/** What a release of the spec would find now: the plan that it would go by, or all that speaks against it, with notes. */
export type Previewed =
  { kind: 'planned'; spec: ReleaseSpec; plan: Plan } | { kind: 'refused'; problems: string[]; notes?: string[] };

/** The workflow id of a preview; `mark` tells it from others of the same service. */
export function previewId(
  { cluster, namespace, service }: { cluster: string; namespace: string; service: string },
  mark: string,
): string {
  return `preview/${cluster}/${namespace}/${service}/${mark}`;
}

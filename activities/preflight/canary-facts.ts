import type { Plan } from '../../domain/plan.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { versionLabelIn } from '../kubernetes/version-label.js';
import { type Labels, selectorOf } from './labels.js';
import type { Version } from './versions.js';

/** The canary as the plan has it, and its pods' labels once the Service selects them. */
export interface CanaryFacts extends Pick<
  Plan['canary'],
  'deployment' | 'replicas' | 'dark' | 'deployed' | 'admission' | 'says'
> {
  labels: Labels;
  /** Somebody else will deploy it, nobody knows with which labels. */
  awaited?: true;
}

/** What stands around the canary. Stable is undefined on a first release. */
export interface Surroundings {
  service: KubernetesObject;
  /** The Service of the canary's own host, when versions have hosts of their own. */
  ownService: KubernetesObject | undefined;
  stable: Version | undefined;
}

/** The labels by which the Services select, that dark pods lack. A version's is no such label: the canary has its own. */
export function admissionOf({ service, ownService, stable }: Surroundings): Labels {
  const ofVersion = ['version', ...Object.keys(versionLabelIn(stable?.labels ?? {}))];
  const selected = Object.entries({ ...selectorOf(service), ...selectorOf(ownService) });
  return Object.fromEntries(selected.filter(([name]) => !ofVersion.includes(name)));
}

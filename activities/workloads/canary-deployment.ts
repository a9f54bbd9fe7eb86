import type { Fence } from '../../domain/fence.js';
import type { Plan } from '../../domain/plan.js';
import { fenceAnnotation, serviceKey, writeFence } from '../kubernetes/fence-annotation.js';
import { isRecord, listAt, textsAt, valueAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { workloadNameLabel } from '../kubernetes/workload-name.js';
import { mainContainer, withEnv } from './main-container.js';

/** The label by which the canary's Deployment, and nothing else, selects its pods. */
export const deploymentLabel = 'sluice.dev/deployment';
/** The annotation that says which release created a Deployment. */
export const createdBy = 'sluice.dev/created-by';

/** What is different from the Deployment that the canary is made from. */
export interface Change {
  image: string;
  env: Record<string, string>;
}

/**
 * The canary's Deployment, made from another one (stable's, or a manifest): dark, since its pods lack the labels that the
 * Service selects, with a selector of its own. What belongs to that other object alone (status, owners, marks of those
 * who deploy it) is left out.
 */
export function canaryDeployment(
  plan: Plan,
  from: KubernetesObject,
  fence: Fence,
  change?: Change,
): KubernetesObject & { kind: 'Deployment' } {
  const { namespace, canary } = plan;
  const { replicas: _, selector: __, paused: ___, template, ...spec } = record(valueAt(from, 'spec'));
  const own = { ...(canary.says ?? { version: canary.version }), [deploymentLabel]: canary.deployment };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: canary.deployment,
      namespace,
      labels: { ...ownMarks(textsAt(from, 'metadata', 'labels')), ...own },
      annotations: {
        ...ownMarks(textsAt(from, 'metadata', 'annotations')),
        [createdBy]: fence.release,
        [fenceAnnotation]: writeFence(undefined, serviceKey(plan), { ...fence }),
      },
    },
    spec: {
      ...spec,
      replicas: canary.replicas,
      selector: { matchLabels: own },
      template: {
        ...record(template),
        metadata: templateMetadata(plan, template, { own, isCopy: change !== undefined }),
        spec: podSpec(template, change),
      },
    },
  };
}

function templateMetadata(
  { canary }: Plan,
  template: unknown,
  { own, isCopy }: { own: Record<string, string>; isCopy: boolean },
) {
  const isOut = (name: string) => Object.hasOwn(canary.admission, name) || (isCopy && name === workloadNameLabel);
  const labels = without(textsAt(template, 'metadata', 'labels'), isOut);
  const annotations = without(textsAt(template, 'metadata', 'annotations'), (name) => name === restartedAt);
  return { labels: { ...labels, ...own }, annotations };
}

const restartedAt = 'kubectl.kubernetes.io/restartedAt';

function podSpec(template: unknown, change: Change | undefined): Record<string, unknown> {
  const spec = record(valueAt(template, 'spec'));
  const main = change && mainContainer(template, change.image);
  if (!change || main === undefined) return spec;
  const containers = listAt(spec, 'containers').map((container, index) => {
    if (index !== main || !isRecord(container)) return container;
    const env = withEnv(listAt(container, 'env'), change.env);
    return { ...container, image: change.image, ...(env.length > 0 ? { env } : {}) };
  });
  return { ...spec, containers };
}

/** Marks of kubectl, of the Deployment controller, and of those who would take a copy of theirs for their own. */
const foreignMarks = [
  'kubectl.kubernetes.io/',
  'deployment.kubernetes.io/',
  'argocd.argoproj.io/',
  'kustomize.toolkit.fluxcd.io/',
  'helm.toolkit.fluxcd.io/',
  'meta.helm.sh/',
  'sluice.dev/',
  'app.kubernetes.io/instance',
  'app.kubernetes.io/managed-by',
];

/** Labels or annotations without the marks of those others. */
export function ownMarks(texts: Record<string, string>): Record<string, string> {
  return without(texts, isForeignMark);
}

function isForeignMark(name: string): boolean {
  return foreignMarks.some((mark) => name.startsWith(mark));
}

function without(texts: Record<string, string>, isOut: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([name]) => !isOut(name)));
}

function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

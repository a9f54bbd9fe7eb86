import type { ReleaseSpec } from '../../domain/release-spec.js';
import { listAt, textAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import type { Findings } from './findings.js';

/** The annotation by which a person says that whoever owns the object leaves alone what a release changes there. */
const agreed = 'sluice.dev/gitops';

/** What a release changes of an object, and how an owner is told to leave that alone. */
export interface Owned {
  object: KubernetesObject | undefined;
  /** As a jq path, for Argo CD. */
  path: string;
  /** What to do instead, where there is something. */
  instead?: string;
}

/** Objects that Argo CD or Flux would set back in the middle of a release. */
export function checkOwners({ namespace }: ReleaseSpec, all: Owned[], findings: Findings): void {
  for (const { object, path, instead } of all) {
    const owner = object && ownerOf(object);
    if (!object || !owner || object.metadata.annotations?.[agreed] === 'ignored') continue;
    const { name } = object.metadata;
    const setting = owner === 'Argo CD' ? argoSetting(object, path) : fluxSetting;
    findings.problem(
      `${object.kind} ${namespace}/${name} belongs to ${owner}, which would set back what a release changes there (${path}): ` +
        `${setting}, and then annotate this ${object.kind} with ${agreed}: ignored${instead === undefined ? '' : `; or ${instead}`}.`,
    );
  }
}

function ownerOf(object: KubernetesObject): 'Argo CD' | 'Flux' | undefined {
  const { labels = {}, annotations = {} } = object.metadata;
  const names = [...Object.keys(labels), ...Object.keys(annotations)];
  const writers = listAt(object, 'metadata', 'managedFields').map((entry) => textAt(entry, 'manager') ?? '');
  if (names.some((name) => name.startsWith('argocd.argoproj.io/')) || writers.some((name) => name.startsWith('argocd')))
    return 'Argo CD';
  if (annotations['kustomize.toolkit.fluxcd.io/reconcile'] === 'disabled') return undefined;
  const isFlux = /^(kustomize|helm)\.toolkit\.fluxcd\.io\//;
  if (names.some((name) => isFlux.test(name)) || writers.some((name) => /^(kustomize|helm)-controller$/.test(name)))
    return 'Flux';
  return undefined;
}

function argoSetting({ apiVersion, kind, metadata }: KubernetesObject, path: string): string {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : "''"; // Kubernetes' core has none
  return (
    `set in the Application \`ignoreDifferences: [{ group: ${group}, kind: ${kind}, name: ${metadata.name}, ` +
    `jqPathExpressions: ['${path}'] }]\` and \`syncPolicy: { syncOptions: [RespectIgnoreDifferences=true] }\``
  );
}

const fluxSetting =
  'annotate it with kustomize.toolkit.fluxcd.io/reconcile: disabled, or name it under driftDetection.ignore of its HelmRelease';

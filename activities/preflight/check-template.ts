import type { ReleaseSpec } from '../../domain/release-spec.js';
import { listAt, numberAt, textAt, textsAt, valueAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import type { CanaryFacts } from './canary-facts.js';
import type { Findings } from './findings.js';
import { selects } from './labels.js';
import { readManifest } from './read-manifest.js';
import type { Survey } from './survey.js';
import type { Version } from './versions.js';

interface Parts {
  service: KubernetesObject;
  stable: Version | undefined;
  canary: CanaryFacts;
}

/** What the canary's pods are made from, as far as it is known: whether the Service finds its port, and what holds pods back. */
export function checkTemplate(spec: ReleaseSpec, parts: Parts, survey: Survey, findings: Findings): void {
  const template = templateOf(spec, parts, survey);
  if (template === undefined) return;
  checkPortNames(template, parts, findings);
  const migrations = listAt(template, 'initContainers')
    .flatMap((each) => textAt(each, 'name') ?? [])
    .filter((name) => !name.startsWith('istio-'));
  if (migrations.length > 0)
    findings.note(
      `Init containers of ${parts.canary.deployment} (${migrations.join(', ')}) run while it is dark: what they do they do for real.`,
    );
  notePlaces(template, parts, findings);
}

function templateOf(
  { canary: { source }, namespace }: ReleaseSpec,
  { stable, canary }: Parts,
  { deployments }: Survey,
): unknown {
  const made = source.kind === 'manifest' ? readManifest(source.manifest, namespace) : stable?.deployment;
  const found = deployments.find(({ metadata }) => metadata.name === canary.deployment);
  return valueAt(source.kind === 'found' ? found : made, 'spec', 'template', 'spec');
}

/** A Service may name a container's port instead of its number. */
function checkPortNames(template: unknown, { service, canary }: Parts, findings: Findings): void {
  const containers = [...listAt(template, 'containers'), ...listAt(template, 'initContainers')];
  const there = containers.flatMap((each) => listAt(each, 'ports').flatMap((port) => textAt(port, 'name') ?? []));
  for (const port of listAt(service, 'spec', 'ports')) {
    const wanted = textAt(port, 'targetPort');
    if (wanted === undefined || there.includes(wanted)) continue;
    findings.problem(
      `Service ${service.metadata.namespace}/${service.metadata.name} sends port ${numberAt(port, 'port')} to the container port called ${wanted}, which the pods of ${canary.deployment} lack (they name ${there.join(', ') || 'none'}): give their port that name.`,
    );
  }
}

/** Pods that cannot stand beside stable's on one node; how many nodes are free for them nobody here knows. */
function notePlaces(template: unknown, { stable, canary }: Parts, findings: Findings): void {
  const hostPorts = listAt(template, 'containers')
    .flatMap((each) => listAt(each, 'ports'))
    .flatMap((port) => numberAt(port, 'hostPort') ?? []);
  const rules = listAt(template, 'affinity', 'podAntiAffinity', 'requiredDuringSchedulingIgnoredDuringExecution');
  const isApart = rules.some(
    (rule) =>
      textAt(rule, 'topologyKey') === 'kubernetes.io/hostname' &&
      Object.keys(textsAt(rule, 'labelSelector', 'matchLabels')).length > 0 &&
      selects(textsAt(rule, 'labelSelector', 'matchLabels'), canary.labels),
  );
  const why = [
    ...(hostPorts.length > 0 ? [`hostPort ${hostPorts.join(', ')}`] : []),
    ...(isApart ? ['podAntiAffinity'] : []),
  ];
  const pods = canary.replicas + (stable?.replicas ?? 0);
  if (why.length > 0)
    findings.note(
      `Each pod of ${canary.deployment} needs a node of its own beside those of stable (${why.join(', ')}): ${pods} nodes, or it is not ready in time and the release goes back.`,
    );
  const claims = listAt(template, 'volumes').flatMap(
    (volume) => textAt(volume, 'persistentVolumeClaim', 'claimName') ?? [],
  );
  if (claims.length > 0)
    findings.note(
      `The pods of ${canary.deployment} share ${claims.length === 1 ? 'the volume claim' : 'the volume claims'} ${claims.join(', ')} with those of stable: one that is ReadWriteOnce keeps them from other nodes.`,
    );
}

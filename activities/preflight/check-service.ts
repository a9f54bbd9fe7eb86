import type { ReleaseSpec } from '../../domain/release-spec.js';
import { textAt, textsAt, valueAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { versionLabelIn } from '../kubernetes/version-label.js';
import { canaryHostOf } from './canary-host.js';
import { didYouMean } from './did-you-mean.js';
import type { Findings } from './findings.js';
import { type Labels, podLabelsOf, selectorOf, selects, showLabels } from './labels.js';
import type { Survey } from './survey.js';
import { versionsBehind } from './versions.js';

/** The Service that users call; undefined when there is none. What keeps its versions from being told apart is a problem. */
export function checkService(
  { namespace, service: name, traffic }: ReleaseSpec,
  survey: Survey,
  findings: Findings,
): KubernetesObject | undefined {
  const service = survey.services.find(({ metadata }) => metadata.name === name);
  const where = `Service ${namespace}/${name}`;
  if (!service) {
    if (survey.unread.some(({ kind }) => kind === 'Service')) return undefined;
    const names = survey.services.map(({ metadata }) => metadata.name);
    return findings.problem(`There is no ${where}${didYouMean(name, names)}`);
  }
  if (textAt(service, 'spec', 'type') === 'ExternalName')
    return findings.problem(
      `${where} is an ExternalName: it leads out of the cluster, and has no versions here to release.`,
    );
  if (Object.keys(textsAt(service, 'spec', 'selector')).length === 0)
    return findings.problem(
      `${where} has no selector: its endpoints are written by somebody else; give it one to have it released.`,
    );
  if (textAt(service, 'spec', 'clusterIP') === 'None')
    findings.problem(
      `${where} is headless: clients choose among pods by themselves; delete it, and make it anew without \`clusterIP: None\`.`,
    );
  if (valueAt(service, 'spec', 'publishNotReadyAddresses') === true)
    findings.problem(`${where} has publishNotReadyAddresses: pods that are not ready would get users; take that away.`);
  if (textAt(service, 'spec', 'sessionAffinity') === 'ClientIP' && traffic.kind !== 'replicas')
    findings.note(`${where} has sessionAffinity, which routes do not follow: users are not kept on one version.`);
  const version = versionSelected(service, survey);
  if (Object.keys(version).length > 0 && canaryHostOf(traffic) === undefined)
    findings.problem(
      `${where} selects ${showLabels(version)} alone, and no other version can get behind it: take that from its selector.`,
    );
  checkStatefulSets(service, survey, findings);
  return service;
}

/** The part of its selector by which the pods that it has say their version. */
function versionSelected(service: KubernetesObject, { deployments }: Survey): Labels {
  const said = versionsBehind(service, deployments).flatMap(({ labels }) => Object.keys(versionLabelIn(labels)));
  const isOfVersion = ([name]: [string, string]) => ['version', ...said].includes(name);
  return Object.fromEntries(Object.entries(selectorOf(service)).filter(isOfVersion));
}

function checkStatefulSets(service: KubernetesObject, { statefulSets }: Survey, findings: Findings): void {
  for (const { metadata, ...set } of statefulSets)
    if (selects(selectorOf(service), podLabelsOf(set)))
      findings.problem(
        `StatefulSet ${metadata.namespace}/${metadata.name} is behind the Service: its pods have identities and disks of their own, and only Deployments can be released.`,
      );
}

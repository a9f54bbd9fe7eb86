import { textAt, textsAt, valueAt } from '../kubernetes/json-value.js';
import type { KubernetesObject } from '../kubernetes/kubernetes-object.js';
import { type Labels, selects } from './labels.js';

/**
 * Whether pods with these labels take requests from the mesh alone: the strictest rule that Istio has for them, those of
 * the workload before those of the namespace before those of the whole mesh. An exception for one port is none at all.
 */
export function isMutualTlsStrict(labels: Labels, namespace: string, rules: KubernetesObject[]): boolean {
  const own = rules.filter((rule) => rule.metadata.namespace === namespace);
  const whole = rules.filter((rule) => rule.metadata.namespace !== namespace);
  const selector = (rule: KubernetesObject) => textsAt(rule, 'spec', 'selector', 'matchLabels');
  const isGeneral = (rule: KubernetesObject) => Object.keys(selector(rule)).length === 0;
  const ordered = [
    ...own.filter((rule) => selects(selector(rule), labels)),
    ...own.filter(isGeneral),
    ...whole.filter(isGeneral),
  ];
  const ruling = ordered.find((rule) => !['UNSET', undefined].includes(modeOf(rule)));
  return ruling !== undefined && modeOf(ruling) === 'STRICT' && !hasOpenPort(ruling);
}

function modeOf(rule: KubernetesObject): string | undefined {
  return textAt(rule, 'spec', 'mtls', 'mode');
}

function hasOpenPort(rule: KubernetesObject): boolean {
  const ports = valueAt(rule, 'spec', 'portLevelMtls');
  return Object.values(typeof ports === 'object' && ports !== null ? ports : {}).some(
    (port) => textAt(port, 'mode') !== 'STRICT',
  );
}

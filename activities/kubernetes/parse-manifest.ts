import { loadAllYaml } from '@kubernetes/client-node';
import { Trouble } from '../trouble.js';
import { isKubernetesObject, type KubernetesObject } from './kubernetes-object.js';

/** The objects of a manifest, YAML or JSON. @throws Trouble `InvalidSpec` when it cannot be read, or holds anything else. */
export function parseManifest(text: string): KubernetesObject[] {
  let documents: unknown[];
  try {
    documents = loadAllYaml(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new Trouble('InvalidSpec', `The manifest is no YAML: ${why}`, { cause });
  }
  return documents.flatMap((document) => {
    if (document === null || document === undefined) return [];
    if (isKubernetesObject(document)) return [document];
    throw new Trouble('InvalidSpec', 'The manifest holds something without apiVersion, kind or metadata.name');
  });
}

import { problemList } from '../../spec/problem-list.js';
import { showProblem } from '../../spec/problem.js';
import { readYaml, type YamlText } from '../../spec/read-yaml.js';
import { Trouble } from '../trouble.js';
import { isKubernetesObject, type KubernetesObject } from './kubernetes-object.js';

/** More than one is too many, and is told so with what they are. */
const mostDocuments = 20;

/** The objects of a manifest, YAML or JSON. @throws Trouble `InvalidSpec` when it cannot be read, or holds anything else. */
export function parseManifest(text: string): KubernetesObject[] {
  const read = readYaml(text, mostDocuments, { aliases: true, kubectl: true });
  if (read.problems.length > 0) {
    const problems = problemList(text, read.problems).map(showProblem);
    throw new Trouble('InvalidSpec', `The manifest cannot be read: ${problems.join('; ')}`);
  }
  return dataOf(read).flatMap((data) => {
    if (data === null) return [];
    if (isKubernetesObject(data)) return [data];
    throw new Trouble('InvalidSpec', 'The manifest holds something without apiVersion, kind or metadata.name');
  });
}

/** @throws Trouble for an alias that leads nowhere, and when there are so many that they would fill the memory. */
function dataOf({ documents }: YamlText): unknown[] {
  try {
    return documents.map((document): unknown => document.toJS());
  } catch (cause) {
    throw new Trouble('InvalidSpec', 'The manifest has aliases (*) that lead nowhere, or too many: write them out', {
      cause,
    });
  }
}

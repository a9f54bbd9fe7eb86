import { parseFreeze } from '../../spec/parse-freeze.js';
import { showProblem } from '../../spec/problem.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { textAt } from '../kubernetes/json-value.js';
import { Trouble } from '../trouble.js';
import type { SharedFreeze } from './shared-freeze.js';

/** Freeze windows in ConfigMaps: a list of them under the key `freeze`, as a spec has it. */
export function freezeInConfigMaps(cluster: Cluster): SharedFreeze {
  return {
    async read({ namespace, configMap }, signal) {
      const name = `ConfigMap ${namespace}/${configMap}`;
      const found = await cluster.get('ConfigMap', namespace, configMap, signal);
      if (!found) throw new Trouble('NotFound', `There is no ${name} with freeze windows`);
      const text = textAt(found, 'data', 'freeze');
      if (text === undefined) throw new Trouble('InvalidSpec', `${name} has no freeze windows under the key freeze`);
      const parsed = parseFreeze(text);
      if ('windows' in parsed) return parsed.windows;
      const problems = parsed.problems.map(showProblem).join('; ');
      throw new Trouble('InvalidSpec', `The freeze windows in ${name} make no sense: ${problems}`);
    },
  };
}

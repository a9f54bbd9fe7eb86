import { valueAt } from '../kubernetes/json-value.js';
import { Trouble } from '../trouble.js';
import { shortened } from './shortened.js';

/** Hints on how a query is written. Old versions of Prometheus give them as warnings; newer ones as `infos`. */
const hint = /^PromQL info\b/;

/**
 * The answer of the Prometheus at `where`, unless it says itself that something is missing or wrong in it: a part of the
 * figures is none. @throws Trouble `Unavailable`, with what it warns of.
 */
export function undoubted(answer: unknown, where: string): unknown {
  const given = valueAt(answer, 'warnings') ?? [];
  const warnings = (Array.isArray(given) ? given : [given])
    .map((warning: unknown) => (typeof warning === 'string' ? warning : JSON.stringify(warning)))
    .filter((warning) => !hint.test(warning));
  if (valueAt(answer, 'isPartial') === true) warnings.push('the answer is partial'); // VictoriaMetrics' way to say it
  if (warnings.length === 0) return answer;
  const said = shortened(warnings.join('; '));
  throw new Trouble('Unavailable', `Prometheus at ${where}: its answer does not count, since it warns: ${said}`);
}

import { valueAt } from '../kubernetes/json-value.js';
import { Trouble } from '../trouble.js';
import { shortened } from './shortened.js';

/** Hints on how a query is written. Old versions of Prometheus give them as warnings; newer ones as `infos`. */
const hint = /^PromQL info\b/;
/** What makes a query itself dubious, whoever answers it, such as buckets without `le`; of very many warnings the last counts the rest. */
const onQuery = /^(PromQL warning\b|\d+ more warning annotations omitted$)/;

/**
 * The answer of the Prometheus at `where`, unless it says itself that something is missing or wrong in it: a part of the
 * figures is none. @throws Trouble `Unavailable`, with what it warns of.
 */
export function undoubted(answer: unknown, where: string): unknown {
  const warnings = warningsOf(answer);
  if (warnings.length === 0) return answer;
  const said = shortened(warnings.join('; '));
  throw new Trouble('Unavailable', `Prometheus at ${where}: its answer does not count, since it warns: ${said}`);
}

/**
 * The same for the answer to a query that a person has written. @throws Trouble `InvalidSpec`, too: when all that Prometheus
 * warns of is how the query is written, which passes by no waiting.
 */
export function undoubtedOwn(answer: unknown, where: string): unknown {
  const warnings = warningsOf(answer);
  if (warnings.length === 0 || !warnings.every((warning) => onQuery.test(warning))) return undoubted(answer, where);
  const said = shortened(warnings.join('; '));
  throw new Trouble(
    'InvalidSpec',
    `its figure does not count, since Prometheus doubts the query itself: ${said}; write it so that Prometheus warns of nothing`,
  );
}

function warningsOf(answer: unknown): string[] {
  const given = valueAt(answer, 'warnings') ?? [];
  const warnings = (Array.isArray(given) ? given : [given])
    .map((warning: unknown) => (typeof warning === 'string' ? warning : JSON.stringify(warning)))
    .filter((warning) => !hint.test(warning));
  const isPartial = valueAt(answer, 'isPartial') === true; // VictoriaMetrics' way to say it
  return isPartial ? [...warnings, 'the answer is partial'] : warnings;
}

import { type Check, isLimit } from '../domain/check.js';
import type { Plan, PlannedVersion } from '../domain/plan.js';
import type { ReleaseSpec } from '../domain/release-spec.js';
import type { Paint } from './paint.js';
import { judgeText } from './render-judge.js';
import { leastMs, type PlanStep, planSteps } from './plan-steps.js';
import { planWrites } from './plan-writes.js';
import { plain } from '../domain/plain.js';
import { figure } from '../domain/show-figure.js';
import type { Threshold } from '../domain/threshold.js';
import { aligned } from './table.js';
import { seconds } from '../domain/seconds.js';

/** What a release would do, step by step, for a person. */
export function renderPlan(spec: ReleaseSpec, plan: Plan, paint: Paint): string {
  const { namespace, service, stable, canary, notes } = plan;
  const steps = planSteps(spec, plan);
  const from = stable ? `${version(stable)} -> ` : 'first release: ';
  const gates = steps.filter(({ gate }) => gate !== undefined).length;
  const waiting =
    gates === 0 ? '' : `, and ${gates === 1 ? 'a gate that waits' : `${gates} gates that wait`} for people`;
  return [
    `${paint.bold(plain(`${namespace}/${service}`))}  ${plain(`${from}${version(canary)}`)}`,
    `at least ${seconds(leastMs(steps))} of watching${waiting}; this command touches nothing`,
    '',
    ...aligned(
      steps.map((step, index) => [phaseAt(steps, index), share(step), plain(step.what)]),
      [1],
    ),
    '',
    ...aligned(
      planWrites(plan).map(({ object, fields, will }) => ['write', plain(object), plain(fields), plain(will)]),
      [],
    ),
    ...(spec.judge ? [`judge  ${judgeText(spec.judge)}`] : []),
    ...spec.checks.map((check) => `check  ${plain(checkText(check))}`),
    ...notes.map((note) => paint.yellow(`note   ${plain(note)}`)),
  ].join('\n');
}

/** A check with what it wants, and by what it is judged. */
export function checkText(check: Check): string {
  const { name, metric } = check;
  const wanted = ({ operator, value }: Threshold) => `${operator} ${figure(metric, value)}`;
  const limit = `${name} ${wanted(check.threshold)}`;
  if (isLimit(check)) return `${limit}, by all requests since the first weight`;
  const { fails, windowMs, failures, minRequests } = check;
  return [
    `${limit}${fails ? `, fails at ${wanted(fails)}` : ''}, over ${seconds(windowMs)}`,
    ...(failures > 1 ? [`${failures} in a row`] : []),
    ...(minRequests === undefined ? [] : [`of ${minRequests} requests at least`]),
  ].join(', ');
}

/** The phase where it begins, else nothing. */
function phaseAt(steps: PlanStep[], index: number): string {
  const phase = steps[index]?.phase ?? '';
  return steps[index - 1]?.phase === phase ? '' : phase;
}

const share = ({ weight }: PlanStep) => (weight === undefined ? '' : `${weight} %`);

function version({ version: name, deployment, replicas }: PlannedVersion): string {
  return `${name} (${deployment}, ${replicas === 1 ? '1 pod' : `${replicas} pods`})`;
}

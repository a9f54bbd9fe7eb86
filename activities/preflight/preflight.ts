import type { Finding } from '../../domain/act.js';
import type { Fence } from '../../domain/fence.js';
import type { Subscription } from '../../domain/notice.js';
import type { ReleaseSpec, Traffic } from '../../domain/release-spec.js';
import { parseRelease } from '../../spec/parse.js';
import { showProblem } from '../../spec/problem.js';
import { noReceivers, type Receivers } from '../../spec/receivers.js';
import type { SharedFreeze } from '../freeze/shared-freeze.js';
import type { Cluster } from '../kubernetes/cluster.js';
import type { MetricsSource } from '../metrics/metrics-source.js';
import { readCallers } from './callers.js';
import { checkFreeze } from './check-freeze.js';
import { metricsProblems } from './check-metrics.js';
import { checkReceivers, defaultSubscriptions } from './check-receivers.js';
import { senderProblems } from './check-sender.js';
import { checkStanding } from './check-standing.js';
import { Findings } from './findings.js';
import { readGateways } from './gateway-pods.js';
import { makePlan } from './make-plan.js';
import { noteTraffic } from './note-traffic.js';
import { missingForPlan, missingPermissions } from './permissions.js';
import type { Seen } from './seen.js';
import { type Survey, takeSurvey } from './survey.js';

interface World {
  cluster: Cluster;
  metrics: MetricsSource;
  /** Who can be told; none unless said. */
  receivers?: Receivers;
  sharedFreeze: SharedFreeze;
}

/**
 * Makes the preflight: from the text of a release, the plan that all else goes by, or everything that speaks against it at
 * once, each a sentence with what to do. It reads, and changes nothing. @throws Trouble when the API server does not answer.
 */
export function preflight(world: World): (text: string, fence: Fence, signal: AbortSignal) => Promise<Finding> {
  return async (text, fence, signal) => {
    const parsed = parseRelease(text);
    const known = defaultSubscriptions(world.receivers ?? noReceivers);
    if ('problems' in parsed) return { kind: 'refused', problems: parsed.problems.map(showProblem), ...told(known) };
    return examine(world, parsed.spec, fence, signal);
  };
}

async function examine(
  { cluster, metrics, receivers = noReceivers, sharedFreeze }: World,
  spec: ReleaseSpec,
  fence: Fence,
  signal: AbortSignal,
): Promise<Finding> {
  const findings = new Findings(spec.ways ?? 'refuse');
  const [{ survey, gateways }, callers, ...problems] = await Promise.all([
    readCluster(cluster, spec, signal),
    spec.traffic.kind === 'replicas' ? undefined : readCallers(metrics, spec, findings, signal),
    missingPermissions(cluster, spec, signal),
    metricsProblems(metrics, spec, signal),
    senderProblems(cluster, spec, signal),
    checkFreeze(sharedFreeze, spec, findings, signal),
  ]);
  for (const problem of problems.flat()) findings.problem(problem);
  noteUnread(survey, spec, findings);
  const subscriptions = told(checkReceivers(spec, receivers, findings));
  const plan = isBlind(survey, spec) ? undefined : makePlan(spec, fence, { survey, callers, gateways }, findings);
  if (plan) for (const each of await missingForPlan(cluster, spec, plan, signal)) findings.problem(each);
  if (plan) await checkStanding(cluster, { spec, plan, survey }, findings, signal);
  if (findings.problems.length > 0) return { kind: 'refused', ...words(findings), ...subscriptions };
  if (!plan) throw new Error('Preflight found neither a plan nor a problem');
  await noteTraffic(metrics, { spec, plan }, findings, signal);
  return { kind: 'planned', spec, plan: { ...plan, ...subscriptions } };
}

async function readCluster(
  cluster: Cluster,
  spec: ReleaseSpec,
  signal: AbortSignal,
): Promise<Pick<Seen, 'survey' | 'gateways'>> {
  const survey = await takeSurvey(cluster, spec, signal);
  return { survey, gateways: await readGateways(cluster, spec, survey, signal) };
}

/** What is refused has no plan to keep the notes. */
function words({ problems, notes }: Findings): { problems: string[]; notes?: string[] } {
  return notes.length === 0 ? { problems } : { problems, notes };
}

/** Where nobody is told, nothing is said of it: then the release starts nothing for it either. */
function told(notify: Subscription[]): { notify?: Subscription[] } {
  return notify.length === 0 ? {} : { notify };
}

function neededFor(traffic: Traffic): string[] {
  if (traffic.kind === 'replicas') return ['Service', 'Deployment', 'Pod'];
  const routes = traffic.kind === 'gateway-api' ? [traffic.resource] : ['VirtualService', 'DestinationRule'];
  return ['Service', 'Deployment', 'Pod', ...routes];
}

/** Without these nothing can be said; the permissions tell why. */
function isBlind({ unread }: Survey, { namespace, traffic }: ReleaseSpec): boolean {
  const needed = neededFor(traffic);
  return unread.some((each) => each.why === 'forbidden' && each.namespace === namespace && needed.includes(each.kind));
}

function noteUnread({ unread }: Survey, { namespace, traffic }: ReleaseSpec, findings: Findings): void {
  const needed = neededFor(traffic);
  for (const { kind, namespace: of, why } of unread)
    if (why === 'forbidden' && !(of === namespace && needed.includes(kind)))
      findings.note(
        `${kind}s of ${of === '' ? 'other namespaces' : of} could not be looked at, for want of permission to list them.`,
      );
}

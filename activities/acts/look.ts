import type { Watch } from '../../domain/act.js';
import { isLimit, type QueryCheck } from '../../domain/check.js';
import type { Seen } from '../../domain/combine.js';
import type { FailingRow } from '../../domain/failing-row.js';
import type { Plan } from '../../domain/plan.js';
import { podsCarrying, type PodSplit } from '../../domain/pod-split.js';
import { podsNeeded } from '../../domain/pods-needed.js';
import type { ReleaseSpec } from '../../domain/release-spec.js';
import type { Tally } from '../../domain/tally.js';
import type { ForeignEdit } from '../../domain/watch-report.js';
import { endpointsShare, noShare } from '../metrics/endpoints-share.js';
import { isCounted } from '../metrics/is-counted.js';
import type { Ports } from '../ports.js';
import { Trouble } from '../trouble.js';
import { queryReport } from './query-report.js';
import { remembering } from './remembering.js';
import { usersRequests } from './users-requests.js';

interface Subject {
  watch: Watch;
  spec: ReleaseSpec;
  plan: Plan;
  /** When the release began, in milliseconds since 1970. */
  since: number;
  /** What was counted of this weight by an earlier watch, or an earlier attempt at this one. */
  before?: Tally | undefined;
}

/** Before a first version has users nobody answers; what a new weight takes to reach the proxies, and scrapes to tell of it. */
const spreadMs = 2000;
/** How long enough pods are taken to be there, and the route to be as it was: whoever follows them tells of a change before. */
const lastsMs = 5000;

/** Looks at the canary, and is told when its pods or the route have changed. */
interface Look {
  seen: (signal: AbortSignal) => Promise<Seen>;
  /** What was counted of users' requests, for the next watch; undefined where nobody counts them. */
  tally: () => Tally | undefined;
  podsChanged: () => void;
  routeChanged: () => void;
}

/** Makes the look of one watch: everything that speaks for or against the canary now. What cannot be asked is named. */
export function lookFor(ports: Ports, subject: Subject): Look {
  const { watch, spec, plan } = subject;
  const rows = new Map<QueryCheck, FailingRow>();
  const queries = spec.checks.filter((check) => !isLimit(check));
  const pods = remembering((signal) => podsOf(ports, subject, signal), {
    lastsMs,
    isKept: ({ ready, needed }) => ready >= needed,
  });
  const route = remembering((signal) => routeOf(ports, subject, signal), {
    lastsMs,
    isKept: ({ foreign, waits }) => foreign === undefined && waits === undefined,
  });
  const requests = isCounted(plan) ? usersRequests(ports.metrics, subject) : undefined;
  const seen = async (signal: AbortSignal): Promise<Seen> => {
    const at = new Date();
    const unknown: string[] = [];
    const or = <Value>(instead: Value) => unless(instead, unknown, signal);
    const asked = { metrics: ports.metrics, plan, weight: watch.weight, at, from: evidenceFrom(subject), signal };
    const [reports, counted, seenPods, { foreign, waits, endpoints }] = await Promise.all([
      Promise.all(queries.map((check) => queryReport(check, rows, asked))),
      requests?.seen(at, signal).catch(or(undefined)),
      pods.get(signal).catch(or({ ready: 0, needed: 0 })),
      route.get(signal).catch(or<RouteSeen>({})),
    ]);
    const { checks = [], ...users } = counted ?? {};
    if (waits !== undefined) unknown.push(waits); // without it nothing is proved
    const share = endpoints && !requests ? endpointsShare(watch, plan, endpoints) : noShare(watch, plan);
    const edit = foreign ? { foreign } : {};
    return { at: at.getTime(), checks: [...checks, ...reports], share, ...users, pods: seenPods, unknown, ...edit };
  };
  const podsChanged = (): void => {
    pods.forget();
    if (plan.route.kind === 'replicas') route.forget(); // of what it reads the pods are a part
  };
  return { seen, tally: () => requests?.tally(), podsChanged, routeChanged: route.forget };
}

/** What an earlier attempt at the same version did is no evidence; nor, before a first version has users, that nobody answered. */
function evidenceFrom({ watch, plan, since }: Subject): number {
  return plan.stable ? since : watch.from + spreadMs;
}

/** Trouble is told instead of thrown: a watch that knows less goes on, and is inconclusive. */
function unless<Value>(instead: Value, unknown: string[], signal: AbortSignal) {
  return (cause: unknown): Value => {
    if (signal.aborted || !(cause instanceof Trouble)) throw cause;
    unknown.push(cause.message);
    return instead;
  };
}

async function podsOf({ workloads }: Ports, { watch, plan }: Subject, signal: AbortSignal) {
  const { deployment, replicas } = plan.canary;
  const seen = await workloads(plan).observe(deployment, signal);
  const { route, stable } = plan;
  const needed =
    route.kind === 'replicas'
      ? podsCarrying(route, watch.weight)
      : podsNeeded(watch.weight, stable?.replicas ?? replicas);
  return { ready: seen.kind === 'missing' ? 0 : seen.serving, needed };
}

/** Somebody else's edit of the route, and what those who carry it out have not taken up. */
interface RouteSeen {
  foreign?: ForeignEdit;
  waits?: string;
  /** The ready endpoints of each version, where these are the split. */
  endpoints?: PodSplit;
}

async function routeOf({ traffic }: Ports, { watch, plan }: Subject, signal: AbortSignal): Promise<RouteSeen> {
  const seen = await traffic(plan).observe(signal, watch.weight);
  switch (seen.kind) {
    case 'missing':
      return { foreign: { what: seen.what, by: 'somebody' } };
    case 'foreign':
      return { foreign: seen.edit };
    case 'split':
      return {
        ...(seen.waits === undefined ? {} : { waits: seen.waits }),
        ...(seen.endpoints ? { endpoints: seen.endpoints } : {}),
      };
  }
}

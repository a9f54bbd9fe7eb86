import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { releaseWorkflow } from '../domain/message.js';
import type { Outcome, Phase } from '../domain/release-state.js';
import { ask } from './ask.js';
import { Refused } from './errors.js';
import { grpcCodes, grpcErrorOf } from './grpc-code.js';

/** Which releases are meant; each that is given narrows the list. */
export interface ListFilter {
  namespace?: string;
  service?: string;
  phase?: Phase;
  outcome?: Outcome['kind'];
  /** How many at most; 50 unless said. */
  limit?: number;
}

/** A release as Temporal's visibility has it; what it was not told is undefined. */
export interface ListedRelease {
  release: string;
  namespace: string;
  service: string;
  status: 'running' | 'ended' | 'ended by force';
  version?: string;
  phase?: string;
  outcome?: string;
  /** Times in milliseconds since 1970. */
  began: number;
  ended?: number;
}

export interface Listed {
  /** Running ones first, then by when they ended, the last first. */
  releases: ListedRelease[];
  /** What cannot be told of some of them, and why; a sentence. */
  note?: string;
}

const usualLimit = 50;
/** Temporal's own. */
const longestPage = 1000;

/**
 * Asks Temporal's visibility, once: its own order is running ones first, then by when they ended, the last first. Where it
 * does not know the search attributes, less is told, and said so.
 * @throws Refused for what cannot be asked there.
 */
export async function listReleases(client: Client, cluster: string, filter: ListFilter): Promise<Listed> {
  const { limit = usualLimit, service, phase, outcome } = filter;
  try {
    const releases = await pageOf(client, queryOf(cluster, filter), limit);
    const isUntold = releases.some(({ status, outcome: end }) => status === 'ended' && end === undefined);
    return { releases, ...(isUntold ? { note: `${lacking}. sluice status tells each one's` } : {}) };
  } catch (cause) {
    if (!isUnknownAttribute(cause)) throw cause;
    if (phase !== undefined || outcome !== undefined) throw unknownAttributes(cause);
    const all = await pageOf(client, queryOf(cluster, {}), longestPage);
    const releases = all.filter((each) => each.service === service).slice(0, limit);
    return { releases, note: `${lacking}. Of the last ${all.length} releases these are of ${service}` };
  }
}

const lacking =
  'Temporal lacks the search attributes of Sluice, or lacked them: phases and outcomes are not told of all';

/** The id begins with where a release is; so it is found also where search attributes are not known. */
function queryOf(cluster: string, { namespace, service, phase, outcome }: ListFilter): string {
  const prefix = ['release', cluster, ...(namespace === undefined ? [] : [namespace])];
  const isPlace = namespace !== undefined && service !== undefined;
  const conditions = [
    `WorkflowType = ${quoted(releaseWorkflow)}`,
    'ExecutionStatus != "ContinuedAsNew"',
    `WorkflowId STARTS_WITH ${quoted(`${[...prefix, ...(isPlace ? [service] : [])].join('/')}/`)}`,
    ...(service !== undefined && !isPlace ? [`SluiceService = ${quoted(service)}`] : []),
    ...(phase === undefined ? [] : [`SluicePhase = ${quoted(phase)}`]),
    ...(outcome === undefined ? [] : [`SluiceOutcome = ${quoted(outcome)}`]),
  ];
  return conditions.join(' AND ');
}

const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;

async function pageOf(client: Client, query: string, limit: number): Promise<ListedRelease[]> {
  return ask(client, 'The releases cannot be listed', async () => {
    const found: ListedRelease[] = [];
    for await (const info of client.workflow.list({ query, pageSize: Math.min(limit, longestPage) })) {
      found.push(listed(info));
      if (found.length === limit) break;
    }
    return found;
  });
}

function listed({ workflowId, status, startTime, closeTime, raw }: WorkflowExecutionInfo): ListedRelease {
  const [, , namespace = '', service = ''] = workflowId.split('/');
  return {
    ...{ release: workflowId, namespace, service, began: startTime.getTime() },
    status: status.name === 'RUNNING' ? 'running' : status.name === 'COMPLETED' ? 'ended' : 'ended by force',
    ...told('version', raw, 'SluiceVersion'),
    ...(status.name === 'RUNNING' ? told('phase', raw, 'SluicePhase') : told('outcome', raw, 'SluiceOutcome')),
    ...(closeTime ? { ended: closeTime.getTime() } : {}),
  };
}

/** Search attributes are JSON in every language. */
function told(field: string, { searchAttributes }: WorkflowExecutionInfo['raw'], name: string): Record<string, string> {
  const data = searchAttributes?.indexedFields?.[name]?.data;
  const value: unknown = data ? JSON.parse(new TextDecoder().decode(data)) : undefined;
  return typeof value === 'string' ? { [field]: value } : {};
}

/** What Temporal answers to a query that names an attribute that it does not know. */
function isUnknownAttribute(cause: unknown): boolean {
  const error = grpcErrorOf(cause);
  return error?.code === grpcCodes.invalidArgument && error.details.includes('Sluice');
}

function unknownAttributes(cause: unknown): Refused {
  const what = 'Temporal does not know the search attributes of Sluice, by which phases and outcomes are found';
  const hint = 'A worker adds them when it starts, where it may; without them list by --namespace and --service alone';
  return new Refused('invalid-argument', `${what}. ${hint}`, { cause });
}

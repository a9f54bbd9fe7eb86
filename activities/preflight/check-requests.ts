import { parseJsonPath } from '../../domain/json-path.js';
import type { Headers, Verify } from '../../domain/release-spec.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { headerValues } from '../probes/header-values.js';
import { Trouble } from '../trouble.js';

/** All that is sent, the load test among it. */
export function allSent({ requests, load }: Verify): { path: string; headers: Headers }[] {
  return [...requests, ...(load ? [{ path: load.path, headers: load.headers ?? {} }] : [])];
}

/** What is wrong with the requests themselves, wherever they are sent from. */
export async function requestProblems(
  cluster: Cluster,
  namespace: string,
  verify: Verify,
  signal: AbortSignal,
): Promise<string[]> {
  const ofHeaders = await Promise.all(
    allSent(verify).map(async ({ path, headers }) =>
      (await headerProblems(cluster, namespace, headers, signal)).map((why) => `verify: GET ${path}: ${why}`),
    ),
  );
  return [...verify.requests.flatMap(pathProblems), ...new Set(ofHeaders.flat())];
}

function pathProblems({ path, expect }: Verify['requests'][number]): string[] {
  return Object.keys(expect.json)
    .filter((each) => parseJsonPath(each) === undefined)
    .map(
      (each) =>
        `verify: GET ${path} expects something at ${JSON.stringify(each)}, which is no path: write it like $.reviews[0].rating.stars.`,
    );
}

async function headerProblems(
  cluster: Cluster,
  namespace: string,
  headers: Headers,
  signal: AbortSignal,
): Promise<string[]> {
  const all = Object.entries(headers).map(async ([name, value]) => {
    if (name.toLowerCase() === 'host')
      return 'it sets the header host, by which the mesh would lead it to somebody else: take that away.';
    return headerValues(cluster, namespace, { [name]: value }, signal).then(() => undefined, whyNot);
  });
  return (await Promise.all(all)).filter((why) => why !== undefined);
}

/** Where a Secret may not be read, the permissions tell. @throws what no other Secret would mend. */
function whyNot(cause: unknown): string | undefined {
  if (!(cause instanceof Trouble)) throw cause;
  if (cause.type === 'Forbidden') return undefined;
  if (cause.type === 'NotFound' || cause.type === 'InvalidSpec') return `${cause.message}.`;
  throw cause;
}

import type { ReleaseSpec } from '../../domain/release-spec.js';
import type { Cluster } from '../kubernetes/cluster.js';
import { type ApiKind, apiVersionOf, type Kind } from '../kubernetes/kinds.js';
import { Trouble } from '../trouble.js';
import { namedRoute, type RouteSpec } from './named-route.js';
import { routeObjects } from './orphans.js';
import { groupOf, type OtherApi } from './other-apis.js';
import { leadingRoutes } from './sought-route.js';
import type { Survey } from './survey.js';

/** What other APIs have of the kind that the release's route is in. Nobody is asked, and it is empty, where that is there. */
export async function lookInOtherApis(
  cluster: Cluster,
  { traffic, ...spec }: ReleaseSpec,
  survey: Omit<Survey, 'otherApis'>,
  signal: AbortSignal,
): Promise<OtherApi[]> {
  if (traffic.kind === 'replicas' || !isMissing({ ...spec, traffic }, survey)) return [];
  const { kind } = namedRoute(traffic);
  const apis = (await unlessTrouble(cluster.apisWith(kind, signal))) ?? [];
  return Promise.all(
    othersOf(kind, apis).map(async (api) => {
      const objects = await unlessTrouble(cluster.listIn(api, spec.namespace, signal));
      return { apiVersion: api.apiVersion, names: objects?.map(({ metadata }) => metadata.name) };
    }),
  );
}

/** As far as it may be told: what may not be listed may be there. */
function isMissing(spec: RouteSpec, survey: Omit<Survey, 'otherApis'>): boolean {
  const { kind, name } = namedRoute(spec.traffic);
  const isOwn = (each: Survey['unread'][number]) => each.kind === kind && each.namespace === spec.namespace;
  if (survey.unread.some((each) => isOwn(each) && each.why === 'forbidden')) return false;
  const all = routeObjects(survey, spec.namespace).filter((each) => each.kind === kind);
  if (name !== undefined) return all.every(({ metadata }) => metadata.name !== name);
  return leadingRoutes(spec, all).length === 0;
}

/** Of each group the version that it prefers; none of ours, unless that lacks our version. */
function othersOf(kind: Kind, apis: readonly ApiKind[]): ApiKind[] {
  const ours = apiVersionOf(kind);
  const isServed = apis.some(({ apiVersion }) => apiVersion === ours);
  return apis.filter(({ apiVersion }, index) => {
    const group = groupOf(apiVersion);
    const isFirst = apis.findIndex((each) => groupOf(each.apiVersion) === group) === index;
    return isFirst && !(isServed && group === groupOf(ours));
  });
}

/** It is told beside a refusal: what is in the way of that is no trouble. */
async function unlessTrouble<Found>(found: Promise<Found>): Promise<Found | undefined> {
  return found.catch((cause: unknown) => {
    if (cause instanceof Trouble) return undefined;
    throw cause;
  });
}

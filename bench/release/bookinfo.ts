import type { LiveState, ReleaseHandle, Sluice } from '../../client/sluice.js';
import { type Cluster, kubectl } from '../../playground/cluster/cluster.js';

const namespace = 'bookinfo';

/** Begins a release of reviews, which has users, with these steps. */
export function beginReviews(
  sluice: Sluice,
  { version, steps, checks }: { version: string; steps: object[]; checks: object[] },
): Promise<ReleaseHandle> {
  const text = JSON.stringify({
    ...{ apiVersion: 'sluice/v1', kind: 'Release', metadata: { namespace, name: 'reviews' } },
    spec: {
      canary: { version, image: `docker.io/sluice/reviews:${version}` },
      traffic: { istio: { route: 'primary' } },
      ...{ steps, checks, bake: '0s', judge: 'observe' },
    },
  });
  return sluice.start(text, { by: 'bench' });
}

/** Waits until the state is so. @throws when the release ends before. */
export async function until(handle: ReleaseHandle, isSo: (state: LiveState) => boolean): Promise<void> {
  for await (const state of handle.watch({ everyMs: 100 })) {
    if (isSo(state)) return;
    if (state.outcome) throw new Error(`${handle.id} has ended: ${state.journal.at(-1)?.what}`);
  }
}

/** The pods of a version of reviews that users can reach: not those that are being replaced. */
export async function podsWithUsers(cluster: Cluster, version: string): Promise<{ name: string; address: string }[]> {
  const found = await kubectl(cluster, [
    ...['get', 'pods', '-n', namespace, '-l', `app=reviews,version=${version}`],
    ...['-o', 'jsonpath={range .items[*]}{.metadata.name} {.status.podIP} {.metadata.deletionTimestamp}{"\\n"}{end}'],
  ]);
  return found.split('\n').flatMap((line) => {
    const [name = '', address = '', isGoing] = line.trim().split(' ');
    return name === '' || isGoing ? [] : [{ name, address }];
  });
}

/** Changes how the pods of a version of reviews behave, from the pod with curl. */
export async function behave(cluster: Cluster, version: string, behaviour: object): Promise<void> {
  const change = ['curl', '-sf', '-X', 'PATCH', '-d', JSON.stringify(behaviour)];
  for (const { address } of await podsWithUsers(cluster, version))
    await kubectl(cluster, [
      ...['exec', '-n', namespace, 'deploy/sleep', '-c', 'sleep', '--'],
      ...[...change, `http://${address}:9100/behaviour`],
    ]);
}

import { isDeepStrictEqual } from 'node:util';
import type { Report } from '../part.js';
import { type Cluster, kubectl, manifest, waitAvailable } from './cluster.js';
import { manifestOf, type PlaygroundNamespace, playgroundNamespaces } from './namespaces.js';
import { isChanged } from './pod-behaviour.js';
import { listOf, type ManifestObject, stamped, stampOf } from './stamp.js';

/** What people and releases make in the applications' namespaces. */
const kinds = [
  ...['deployments', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs', 'pods', 'services', 'configmaps', 'secrets'],
  ...[
    'horizontalpodautoscalers',
    'poddisruptionbudgets',
    'roles',
    'rolebindings',
    'networkpolicies',
    'serviceaccounts',
  ],
  ...['virtualservices.networking.istio.io', 'destinationrules.networking.istio.io', 'gateways.networking.istio.io'],
  ...['serviceentries.networking.istio.io', 'sidecars.networking.istio.io', 'envoyfilters.networking.istio.io'],
  ...['peerauthentications.security.istio.io', 'authorizationpolicies.security.istio.io'],
  ...[
    'httproutes.gateway.networking.k8s.io',
    'grpcroutes.gateway.networking.k8s.io',
    'gateways.gateway.networking.k8s.io',
  ],
];
/** Made by the cluster itself in every namespace. */
const clusterOwn = new Set([
  'ConfigMap/kube-root-ca.crt',
  'ConfigMap/istio-ca-root-cert',
  'ConfigMap/istio-ca-crl',
  'ServiceAccount/default',
]);

/**
 * Puts the applications' namespaces back to their first state: what is not in the manifests goes, what is becomes so again.
 * Users begin anew, with their counts, once there is somebody to answer them.
 */
export async function reset(cluster: Cluster, report: Report): Promise<void> {
  const namespaces = [...playgroundNamespaces];
  await Promise.all(namespaces.map((namespace) => resetNamespace(cluster, namespace, report)));
  await waitAvailable(cluster, { namespaces, report });
  await kubectl(cluster, ['delete', 'pod', '-n', 'users', '--all']);
  await waitAvailable(cluster, { namespaces: ['users'], report });
}

async function resetNamespace(cluster: Cluster, namespace: PlaygroundNamespace, report: Report): Promise<void> {
  const wanted = stamped(await manifest(manifestOf(namespace)), await stampOf(cluster, namespace));
  const present = await items(cluster, namespace);
  const kept = present.filter((item) => wanted.some((each) => isSame(item)(each) && isReplaceable(item, each)));
  const surplus = present.filter(
    (item) => !item.metadata.ownerReferences && !clusterOwn.has(id(item)) && !kept.includes(item),
  );
  for (const item of surplus) {
    report(`removing ${namespace}/${id(item)}`);
    await kubectl(cluster, ['delete', resource(item), item.metadata.name, '-n', namespace, '--ignore-not-found']);
  }
  const missing = wanted.filter((item) => item.kind !== 'Namespace' && !kept.some(isSame(item)));
  const there = wanted.filter((item) => item.kind !== 'Namespace' && kept.some(isSame(item)));
  await write(cluster, 'replace', there);
  await write(cluster, 'create', missing);
  if (namespace !== 'users') await restartChangedPods(cluster, namespace, present); // users begin anew in any case
}

async function items(cluster: Cluster, namespace: string): Promise<ManifestObject[]> {
  const list = await kubectl(cluster, ['get', kinds.join(','), '-n', namespace, '-o', 'json']);
  return (JSON.parse(list) as { items: ManifestObject[] }).items;
}

async function write(cluster: Cluster, verb: 'replace' | 'create', objects: ManifestObject[]): Promise<void> {
  if (objects.length > 0) await kubectl(cluster, [verb, '-f', '-'], listOf(objects));
}

/** A pod that was told to misbehave begins anew. */
async function restartChangedPods(cluster: Cluster, namespace: string, present: ManifestObject[]): Promise<void> {
  const pods = present.filter(({ kind }) => kind === 'Pod');
  const changed = await Promise.all(
    pods.map(async (pod) => ((await isChanged(cluster, pod)) ? [pod.metadata.name] : [])),
  );
  if (changed.flat().length > 0)
    await kubectl(cluster, ['delete', 'pod', '-n', namespace, '--ignore-not-found', ...changed.flat()]);
}

/** A Deployment's selector cannot be changed; a release gives those that it makes another than ours have. */
function isReplaceable(present: ManifestObject, wanted: ManifestObject): boolean {
  return wanted.kind !== 'Deployment' || isDeepStrictEqual(present.spec?.selector, wanted.spec?.selector);
}

const id = ({ kind, metadata }: ManifestObject) => `${kind}/${metadata.name}`;
const isSame = (one: ManifestObject) => (other: ManifestObject) => id(one) === id(other) && group(one) === group(other);
const group = ({ apiVersion = '' }: ManifestObject) => (apiVersion.includes('/') ? apiVersion.split('/')[0] : '');
const resource = (item: ManifestObject) => [item.kind, group(item)].filter((part) => part !== '').join('.');

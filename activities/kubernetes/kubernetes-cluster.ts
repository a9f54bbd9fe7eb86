import { ApiServer } from './api-server.js';
import type { Access, Cluster, ObjectReference, Preconditions } from './cluster.js';
import { apisWith } from './discovery.js';
import { execIn } from './exec-in.js';
import { fieldManager } from './field-manager.js';
import { valueAt } from './json-value.js';
import type { JsonPatch } from './json-patch.js';
import { apiOf, type Kind, pathOf, resourceOf } from './kinds.js';
import { type KubernetesObject, objectFrom } from './kubernetes-object.js';
import { listObjects } from './list-objects.js';
import { type KubeConfigSource, loadKubeConfig } from './load-kube-config.js';
import { Trouble } from '../trouble.js';
import { nameOf, pathTo } from './object-reference.js';
import { watchObjects } from './watch-objects.js';

/** The cluster that a kubeconfig names, or that we run in. Each call but `exec` and `watch` has `timeoutMs`, 2500 if not said. */
export function kubernetesCluster({
  timeoutMs = 2500,
  ...source
}: KubeConfigSource & { timeoutMs?: number } = {}): Cluster {
  const config = loadKubeConfig(source);
  const server = new ApiServer(config, timeoutMs);
  return {
    get: (kind, namespace, name, signal) => get(server, { kind, namespace, name }, signal),
    list: (kind, namespace, { labels = {} }, signal) =>
      listObjects(server, { api: apiOf(kind), namespace, labels }, signal),
    apisWith: (kind, signal) => apisWith(server, kind, signal),
    listIn: (api, namespace, signal) => listObjects(server, { api, namespace, labels: {} }, signal),
    create: (object, signal) => create(server, object, signal),
    patch: (reference, operations, signal) => patch(server, reference, operations, signal),
    remove: (reference, preconditions, signal) => remove(server, { reference, preconditions }, signal),
    watch: (filter, onChange, signal) => watchObjects(server, filter, onChange, signal),
    exec: (container, command, options) => execIn(config, container, command, options),
    allowed: (access, signal) => allowed(server, access, signal),
  };
}

async function get(server: ApiServer, reference: ObjectReference, signal: AbortSignal) {
  const request = { method: 'GET', path: pathTo(reference), what: `read ${nameOf(reference)}` } as const;
  return server.ask(request, signal).then(objectFrom, (trouble: unknown) => {
    if (trouble instanceof Trouble && trouble.type === 'NotFound') return undefined;
    throw trouble;
  });
}

async function create(server: ApiServer, body: KubernetesObject & { kind: Kind }, signal: AbortSignal) {
  const { kind, metadata } = body;
  const what = `create ${nameOf({ kind, namespace: metadata.namespace ?? '', name: metadata.name })}`;
  const path = pathOf(kind, metadata.namespace ?? '');
  return objectFrom(await server.ask({ method: 'POST', path, query: { fieldManager }, body, what }, signal));
}

async function patch(server: ApiServer, reference: ObjectReference, body: JsonPatch, signal: AbortSignal) {
  const request = { method: 'PATCH', path: pathTo(reference), what: `change ${nameOf(reference)}` } as const;
  const contentType = 'application/json-patch+json';
  return objectFrom(await server.ask({ ...request, query: { fieldManager }, body, contentType }, signal));
}

async function remove(
  server: ApiServer,
  { reference, preconditions }: { reference: ObjectReference; preconditions: Preconditions },
  signal: AbortSignal,
) {
  const body = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background', preconditions };
  const request = { method: 'DELETE', path: pathTo(reference), body, what: `delete ${nameOf(reference)}` } as const;
  return server.ask(request, signal).then(
    () => 'removed' as const,
    (trouble: unknown) => {
      if (trouble instanceof Trouble && trouble.type === 'NotFound') return 'gone' as const;
      throw trouble;
    },
  );
}

async function allowed(server: ApiServer, access: Access, signal: AbortSignal): Promise<boolean> {
  const { kind, ...rest } = access;
  const [apiVersion, plural] = ['authorization.k8s.io/v1', 'selfsubjectaccessreviews'];
  const body = {
    apiVersion,
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { ...rest, ...resourceOf(kind) } },
  };
  const what = `ask whether we may ${access.verb} ${kind}s`;
  const answer = await server.ask({ method: 'POST', path: `/apis/${apiVersion}/${plural}`, body, what }, signal);
  return valueAt(answer, 'status', 'allowed') === true;
}

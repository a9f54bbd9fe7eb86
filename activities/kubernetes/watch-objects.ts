import { setTimeout as pause } from 'node:timers/promises';
import { failures } from '../../domain/failure.js';
import { Trouble } from '../trouble.js';
import type { ApiServer } from './api-server.js';
import type { Change, WatchFilter } from './cluster.js';
import { textAt, valueAt } from './json-value.js';
import { pathOf } from './kinds.js';
import { isKubernetesObject } from './kubernetes-object.js';
import { labelQuery } from './object-reference.js';

/** How long after a connection is lost it is taken up again. */
const pauseMs = 500;

/** See `Cluster.watch`. */
export async function watchObjects(
  server: ApiServer,
  { kind, namespace, name, labels = {} }: WatchFilter,
  onChange: (change: Change) => void,
  signal: AbortSignal,
): Promise<void> {
  const fields = name === undefined ? {} : { fieldSelector: `metadata.name=${name}` };
  const query = { watch: 'true', allowWatchBookmarks: 'true', timeoutSeconds: '240', ...fields, ...labelQuery(labels) };
  const request = {
    method: 'GET',
    path: pathOf(kind, namespace),
    query,
    what: `watch ${kind}s in ${namespace}`,
  } as const;
  while (!signal.aborted) {
    try {
      for await (const line of server.lines(request, signal)) {
        const change = changeFrom(line);
        if (change && !signal.aborted) onChange(change);
      }
    } catch (trouble) {
      if (signal.aborted) return;
      if (!(trouble instanceof Trouble) || failures[trouble.type].permanent) throw trouble;
    }
    await pause(pauseMs, undefined, { signal }).catch(() => undefined); // its signal ends the loop
  }
}

function changeFrom(line: string): Change | undefined {
  const event: unknown = line.trim() === '' ? undefined : JSON.parse(line);
  const type = textAt(event, 'type');
  const object = valueAt(event, 'object');
  if (type !== 'ADDED' && type !== 'MODIFIED' && type !== 'DELETED') return undefined; // a bookmark, or an error: begun anew
  return isKubernetesObject(object) ? { type, object } : undefined;
}

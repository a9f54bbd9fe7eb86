import type { JsonPatch } from './json-patch.js';
import type { ApiKind, Kind } from './kinds.js';
import type { KubernetesObject } from './kubernetes-object.js';

/** One object by its name; a kind without namespaces has `namespace: ''`. */
export interface ObjectReference {
  kind: Kind;
  namespace: string;
  name: string;
}

/** What must still be so for a deletion to happen. */
export interface Preconditions {
  uid?: string;
  resourceVersion?: string;
}

/** What a command printed in a container, and how it ended; output beyond 4 MiB is cut. */
export interface ExecResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** What is asked of the API server's own permission check. */
export interface Access {
  verb: 'get' | 'list' | 'watch' | 'create' | 'patch' | 'delete';
  kind: Kind;
  /** Empty: all namespaces. */
  namespace: string;
  name?: string;
  subresource?: string;
}

/**
 * The API server, as narrow as we need it. Every call but `watch` has a time limit and ends at once with its signal, whose
 * reason it then throws. Writes carry the field manager `sluice`.
 * @throws Trouble: `Forbidden`, `NotFound`, `Conflict` (also a JSON Patch whose `test` fails), `InvalidSpec`, `Throttled`,
 * `Unavailable`.
 */
export interface Cluster {
  /** The object, or undefined when there is none. */
  get(kind: Kind, namespace: string, name: string, signal: AbortSignal): Promise<KubernetesObject | undefined>;
  /** All objects of a namespace (empty: of all) that carry all these labels. */
  list(
    kind: Kind,
    namespace: string,
    filter: { labels?: Record<string, string> },
    signal: AbortSignal,
  ): Promise<KubernetesObject[]>;
  /**
   * Every API that has such a kind in namespaces, whoever's it is; of a group's versions the one that it prefers is first.
   * Empty where the API server does not tell. One request.
   */
  apisWith(kind: Kind, signal: AbortSignal): Promise<ApiKind[]>;
  /** All objects of a namespace in one of these. */
  listIn(api: ApiKind, namespace: string, signal: AbortSignal): Promise<KubernetesObject[]>;
  /** Creates it, and answers what was made of it. `Conflict` when there is one of that name. */
  create(object: KubernetesObject & { kind: Kind }, signal: AbortSignal): Promise<KubernetesObject>;
  /** Changes it by JSON Patch, and answers what it is then. */
  patch(reference: ObjectReference, operations: JsonPatch, signal: AbortSignal): Promise<KubernetesObject>;
  /** Deletes it, and what it owns in the background. Gone already is `gone`; preconditions that fail are a `Conflict`. */
  remove(reference: ObjectReference, preconditions: Preconditions, signal: AbortSignal): Promise<'removed' | 'gone'>;
  /**
   * Tells every change as it happens, first everything as it is, until the signal ends: only then it resolves. A lost
   * connection is taken up again, and everything told anew (a deletion in between is not).
   */
  watch(filter: WatchFilter, onChange: (change: Change) => void, signal: AbortSignal): Promise<void>;
  /**
   * Runs a command in a container, its arguments as they are: no shell. It reads `input` (Latin-1) on standard input, for
   * which the API server must be of 1.30 at least. Killing the wait leaves the command running.
   */
  exec(
    container: { namespace: string; pod: string; container: string },
    command: string[],
    options: { timeoutMs: number; signal: AbortSignal; input?: string },
  ): Promise<ExecResult>;
  /** Whether we may do that. */
  allowed(access: Access, signal: AbortSignal): Promise<boolean>;
}

/** Which objects of a namespace are watched: one by its name, or those with all these labels. */
export interface WatchFilter {
  kind: Kind;
  namespace: string;
  name?: string;
  labels?: Record<string, string>;
}

export interface Change {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: KubernetesObject;
}

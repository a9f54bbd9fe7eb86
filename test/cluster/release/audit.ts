import { type FileHandle, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { logDir } from '../../../playground/paths.js';

/** A write that the API server took, from its own log. */
export interface AuditedWrite {
  /** When it came, in milliseconds since 1970. */
  at: number;
  verb: string;
  /** Such as `deployments/reviews-v2`. */
  object: string;
  userAgent: string;
  /** Our annotation as it was written, with the route's weight. */
  fence?: { release: string; epoch: number; weight?: number; ended?: true };
  /** It was a patch of annotations: nothing that the object does has changed. */
  isMark: boolean;
}

interface Event {
  verb: string;
  user: { username: string };
  userAgent: string;
  objectRef?: { resource: string; namespace?: string; name?: string; subresource?: string };
  responseStatus: { code: number };
  requestObject?: unknown;
  requestReceivedTimestamp: string;
}

const kinds = ['deployments', 'virtualservices', 'destinationrules'];
const file = join(logDir, 'audit.log');

/**
 * What Sluice changes of Deployments, VirtualServices and DestinationRules in a namespace, from now on: writes of kubectl
 * and of Kubernetes' own controllers are left out.
 */
export class AuditLog {
  readonly #namespace: string;
  readonly #writes: AuditedWrite[] = [];
  #handle: FileHandle;
  #offset: number;
  #rest = '';

  private constructor(namespace: string, handle: FileHandle, offset: number) {
    this.#namespace = namespace;
    this.#handle = handle;
    this.#offset = offset;
  }

  static async fromNow(namespace: string): Promise<AuditLog> {
    const handle = await open(file);
    return new AuditLog(namespace, handle, (await handle.stat()).size);
  }

  /** All of them up to now, in the order in which they were answered. */
  async writes(): Promise<AuditedWrite[]> {
    await this.#read();
    const [current, own] = await Promise.all([stat(file), this.#handle.stat()]);
    if (current.ino === own.ino) return this.#writes;
    await this.#handle.close(); // the API server has put it away and begun another
    this.#handle = await open(file);
    this.#offset = 0;
    await this.#read();
    return this.#writes;
  }

  /** The weights that were written to the route, in that order. */
  async weights(): Promise<number[]> {
    return (await this.writes()).flatMap(({ object, fence }) =>
      object === 'virtualservices/reviews' && fence?.weight !== undefined ? [fence.weight] : [],
    );
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async #read(): Promise<void> {
    const { size } = await this.#handle.stat();
    const buffer = Buffer.alloc(Math.max(0, size - this.#offset));
    const { bytesRead } = await this.#handle.read(buffer, 0, buffer.length, this.#offset);
    this.#offset += bytesRead;
    const lines = (this.#rest + buffer.toString('utf8', 0, bytesRead)).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines)
      if (line.includes(`"namespace":"${this.#namespace}"`)) this.#writes.push(...writeOf(JSON.parse(line) as Event));
  }
}

function writeOf({ verb, user, userAgent, objectRef, responseStatus, requestObject, ...event }: Event): AuditedWrite[] {
  const { resource = '', subresource, name } = objectRef ?? {};
  const isObject = subresource === undefined && kinds.includes(resource);
  const isOther = userAgent.startsWith('kubectl') || user.username.startsWith('system:');
  if (!isObject || isOther || responseStatus.code >= 300) return [];
  const own = (requestObject as { metadata?: { name?: string } } | undefined)?.metadata?.name;
  const at = Date.parse(event.requestReceivedTimestamp);
  const fence = fenceIn(JSON.stringify(requestObject ?? null));
  const isMark = isMarkAlone(requestObject);
  return [{ at, verb, object: `${resource}/${name ?? own ?? ''}`, userAgent, isMark, ...(fence ? { fence } : {}) }];
}

function isMarkAlone(patch: unknown): boolean {
  if (!Array.isArray(patch)) return false;
  const changes = (patch as { op: string; path: string }[]).filter(({ op }) => op !== 'test');
  return changes.every(({ path }) => path.startsWith('/metadata/'));
}

/** The annotation, in an object that is created, or in a patch. */
function fenceIn(text: string): AuditedWrite['fence'] {
  const [, quoted] = /sluice\.dev(?:~1|\/)fence(?:":|","value":)("(?:[^"\\]|\\.)*")/.exec(text) ?? [];
  if (quoted === undefined) return undefined;
  const records = JSON.parse(JSON.parse(quoted) as string) as Record<string, AuditedWrite['fence']>;
  return Object.values(records)[0];
}

/** The write in a line: `patch virtualservices/reviews 20 %`. */
export function showWrite({ verb, object, fence }: AuditedWrite): string {
  const weight = fence?.weight === undefined ? '' : ` ${fence.weight} %`;
  return `${verb} ${object}${object.startsWith('virtualservices') ? weight : ''}${fence?.ended ? ' ended' : ''}`;
}

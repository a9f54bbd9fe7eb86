import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { logDir } from '../../playground/paths.js';

/** A write that the API server has answered, by its own audit log. */
export interface ApiWrite {
  /** When it was answered, in milliseconds since 1970. */
  at: number;
  verb: string;
  uri: string;
  code: number;
  body: string;
}

interface AuditEvent {
  stage: string;
  verb: string;
  requestURI: string;
  stageTimestamp: string;
  responseStatus?: { code: number };
  requestObject?: unknown;
}

/** Reads the audit log of the playground's API server from now on. */
export class ApiWrites {
  readonly #file = join(logDir, 'audit.log');
  readonly #seen: ApiWrite[] = [];
  #offset = 0;
  #rest = '';

  static async fromNow(): Promise<ApiWrites> {
    const writes = new ApiWrites();
    const file = await open(writes.#file);
    writes.#offset = (await file.stat()).size;
    await file.close();
    return writes;
  }

  /** The first write since then that is so, waited for at most `seconds`. @throws when there is none. */
  async first(isIt: (write: ApiWrite) => boolean, seconds = 30): Promise<ApiWrite> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      await this.#read();
      const found = this.#seen.find((write) => isIt(write));
      if (found) return found;
      if (Date.now() > deadline) throw new Error(`no such write within ${seconds} s`);
      await sleep(20);
    }
  }

  async #read(): Promise<void> {
    const file = await open(this.#file);
    try {
      const { size } = await file.stat();
      if (size < this.#offset) [this.#offset, this.#rest] = [0, '']; // the log was begun anew, as it is when it is long
      const buffer = Buffer.alloc(Math.max(0, size - this.#offset));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, this.#offset);
      this.#offset += bytesRead;
      const lines = (this.#rest + buffer.toString('utf8', 0, bytesRead)).split('\n');
      this.#rest = lines.pop() ?? '';
      this.#seen.push(...lines.flatMap(writeFrom));
    } finally {
      await file.close();
    }
  }
}

function writeFrom(line: string): ApiWrite[] {
  const { stage, verb, requestURI, stageTimestamp, responseStatus, requestObject } = JSON.parse(line) as AuditEvent;
  if (stage !== 'ResponseComplete') return [];
  const body = JSON.stringify(requestObject ?? null);
  return [{ at: Date.parse(stageTimestamp), verb, uri: requestURI, code: responseStatus?.code ?? 0, body }];
}

/** Whether it gave the canary of the service this weight. */
export function isWeight(service: string, weight: number): (write: ApiWrite) => boolean {
  return ({ verb, uri, code, body }) =>
    verb === 'patch' &&
    code === 200 &&
    uri.includes(`/virtualservices/${service}?`) &&
    body.includes(`\\"weight\\":${weight},`);
}

import type { Part, PartName } from './part.js';
import type { Records } from './records.js';

/** How bringing up tells the world what it does. */
export interface Progress {
  report: (name: PartName, text: string) => void;
  /** Called after each part that was brought up, with all records. */
  save: (records: Records) => Promise<void>;
}

/** Thrown for a part that was not begun, since one that it needs, or any other, had failed before. */
export class NotBegun extends Error {
  override readonly name = 'NotBegun';
}

/**
 * Begins to bring every part up, each as soon as those it needs are up, and answers a promise a part. After the first failure no further part is begun.
 */
export function bringUp(parts: Part[], records: Records, { report, save }: Progress): Map<PartName, Promise<void>> {
  let failed = false;
  const begun = new Map<PartName, Promise<void>>();

  async function ensure(part: Part): Promise<void> {
    const needs = parts.filter(({ name }) => part.needs.includes(name)).map(begin);
    await Promise.all(needs).catch(() => undefined);
    if (failed) throw new NotBegun(`${part.name} was not begun`);
    const started = Date.now();
    const { key, made } = await part.ensure(records[part.name], (text) => report(part.name, text));
    if (!made) return;
    const seconds = Math.round((Date.now() - started) / 100) / 10;
    records[part.name] = { key, seconds, ...(part.address === undefined ? {} : { address: part.address }) };
    await save(records);
  }

  function begin(part: Part): Promise<void> {
    const work = begun.get(part.name) ?? ensure(part);
    work.catch(() => (failed = true));
    begun.set(part.name, work);
    return work;
  }

  parts.forEach((part) => void begin(part).catch(() => undefined));
  return begun;
}

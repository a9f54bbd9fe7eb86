import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PartName, PartRecord } from './part.js';
import { runDir } from './paths.js';

export type Records = Partial<Record<PartName, PartRecord>>;

/** Where the records of our own cluster are, or of the playground in somebody's context. */
export function recordsFile(context?: string): string {
  return join(runDir, context === undefined ? 'parts.json' : `context-${encodeURIComponent(context)}.json`);
}

/** The records in `file`; none when there are none, or none that can be read. */
export function readRecords(file: string): Records {
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Records;
  } catch {
    return {}; // then every part is looked at again
  }
}

/** Writes the records, whole or not at all. */
export async function writeRecords(file: string, records: Records): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.partial`, JSON.stringify(records, null, 2));
  await rename(`${file}.partial`, file);
}

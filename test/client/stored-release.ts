import { readdirSync, readFileSync } from 'node:fs';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { retell, type Story } from '../../client/story/retell.js';
import type { Run } from '../../client/story/runs.js';

const folder = 'test/workflows/histories';

/** The recorded histories of releases, by name. */
export const storedReleases = readdirSync(folder)
  .map((file) => file.replace('.json', ''))
  .filter((name) => !name.startsWith('service'));

/** A recorded history, with `change` made in its text. */
export function storedRun(name: string, change: (text: string) => string = (text) => text): Run {
  return historyFromJSON(JSON.parse(change(readFileSync(`${folder}/${name}.json`, 'utf8'))) as unknown);
}

export function storedStory(name: string): Story {
  return retell('release/default/bookinfo/reviews/7', [storedRun(name)]);
}

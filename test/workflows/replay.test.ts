import { readdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { textsOf } from './neutral-history.js';
import { quieten } from './quieten.js';
import { bundleWorkflows } from './workflow-bundle.js';

const folder = join(import.meta.dirname, 'histories');

let workflowBundle: WorkflowBundleOption;
beforeAll(async () => {
  quieten();
  workflowBundle = await bundleWorkflows();
}, 60_000);

const read = (file: string) => readFileSync(join(folder, file), 'utf8');
const replayed = (history: string) => Worker.runReplayHistory({ workflowBundle }, JSON.parse(history) as unknown);

// Recorded from releases, one for each way that a release can go (CONTRIBUTING.md says when anew).
test.each(readdirSync(folder))('%s still replays, and names no machine', async (file) => {
  await expect(replayed(read(file))).resolves.toBeUndefined();
  const own = new RegExp(`/(home|root|work|tmp|Users)/|@${hostname()}\\b|^\\d+@`);
  expect(textsOf(read(file)).filter((text) => own.test(text))).toEqual([]);
});

test.each([
  ['an act was another', '"admit"', '"verify"'],
  ['an order was another', '"skip"', '"pause"'],
])('a history where %s does not replay', async (_, was, is) => {
  const changed = read('promoted.json').replace(was, is);
  expect(changed).not.toBe(read('promoted.json'));
  await expect(replayed(changed)).rejects.toThrow('[TMPRL1100]');
});

import { expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { forbiddenImports } from './import-table.js';

const ls = ['-c', 'safe.directory=*', 'ls-files', '--cached', '--others', '--exclude-standard']; // whoever owns the checkout
const files = execFileSync('git', [...ls, '*.ts'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '');

test('every import is one that the table allows', () => {
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap((file) => forbiddenImports(file, readFileSync(file, 'utf8')))).toEqual([]);
});

test.each([
  ['domain/steps.ts', "import { readFileSync } from 'node:fs';"],
  ['domain/steps.ts', "import { z } from 'zod';"],
  ['workflows/release.ts', "import { createActivities } from '../activities/index.js';"],
  ['workflows/release.ts', "export * from '../client/sluice.js';"],
  ['workflows/release.ts', "const late = await import('node:fs');"],
  ['activities/traffic/istio.ts', "import { KubeConfig } from '@kubernetes/client-node';"],
  ['client/main.ts', "import { release } from '../workflows/release.js';"],
  ['client/main.ts', "import { takeBack } from '../activities/traffic/take-back.js';"],
  ['client/direct/take-back.ts', "import { KubeConfig } from '@kubernetes/client-node';"],
  ['worker/main.ts', "import type { State } from '../client/sluice.js';"],
  ['playground/main.ts', "import axios from 'axios';"],
])('%s may not: %s', (file, source) => {
  expect(forbiddenImports(file, source)).toHaveLength(1);
});

test.each([
  ['spec/schema.ts', "import { z } from 'zod';"],
  ['workflows/release.ts', "import type { Activities } from '../activities/index.js';"],
  ['workflows/release.ts', "import { type Activities } from '../activities/index.js';"],
  ['activities/kubernetes/cluster.ts', "import { KubeConfig } from '@kubernetes/client-node';"],
  ['client/commands/abort.ts', "import { next } from '../../domain/next.js';"],
  ['client/direct/take-back.ts', "import { takeBack } from '../../activities/traffic/take-back.js';"],
])('%s may: %s', (file, source) => {
  expect(forbiddenImports(file, source)).toEqual([]);
});

test('the message says what is allowed', () => {
  const [message] = forbiddenImports('spec/schema.ts', "import { Client } from '@temporalio/client';");
  expect(message).toBe(
    'spec/schema.ts imports values from @temporalio/client; spec may import values from domain, types from nothing, packages zod, yaml, fastest-levenshtein, node:@spec/write-json-schema.ts',
  );
});

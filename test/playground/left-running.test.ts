import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import { isOurs } from '../../playground/left-running.js';
import { nodeDir } from '../../playground/node/settings.js';
import { runDir } from '../../playground/paths.js';

const database = join(runDir, 'temporal.db');

test.each([
  [['unshare', '--fork', '/usr/bin/node', join(nodeDir, 'init.cjs'), join(nodeDir, 'init.json')], true],
  [['/usr/bin/node', join(nodeDir, 'relay.cjs')], true],
  [['/store/temporal', 'server', 'start-dev', '--db-filename', database], true],
  [['less', join(nodeDir, 'init.json')], false],
  [['sqlite3', database], false],
  [['temporal', 'server', 'start-dev', '--db-filename', '/another/home/run/temporal.db'], false],
  [[''], false],
])('%j is a daemon of ours: %p', (commandLine, is) => {
  expect(isOurs(commandLine)).toBe(is);
});

// Runs one of the project's TypeScript programs on a machine where nothing is set up yet:
//   node start.mjs <program.ts> [arguments]
// Installs the dependencies when the lock file has changed since the last install, then becomes the program.
// Node's built-ins alone: this file runs before there is anything else. Its own output goes to standard error.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const stamp = join(root, 'node_modules', '.installed-lock');

function fail(message) {
  console.error(message);
  process.exit(1);
}

function installDependencies() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const wanted = `${lock} node-${process.versions.modules}`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error('Installing dependencies (npm ci), once for each change of package-lock.json ...');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (npm.error) fail(`npm could not be started (${npm.error.message}). Install Node.js 20.19 or newer with npm.`);
  if (npm.status !== 0) fail('npm ci failed; its message is above. Mend that, then run the same command again.');
  writeFileSync(stamp, wanted);
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) fail(`Node.js 20.19 or newer is needed; this is ${process.version}.`);
installDependencies();
const program = process.argv[2];
if (program === undefined) fail('usage: node start.mjs <program.ts> [arguments]');
process.argv.splice(1, 2, resolve(root, program));
const { register } = await import('tsx/esm/api');
register();
await import(pathToFileURL(process.argv[1]).href);

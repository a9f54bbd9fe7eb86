/** Runs apart, and begins there what would outlive it anywhere else. */
import { spawn } from 'node:child_process';
import { isApart, runApart } from '../../running/apart.js';

if (!isApart) process.exit(await runApart());
spawn('sleep', [process.argv[2] ?? ''], { detached: true, stdio: 'ignore' }).unref();
setInterval(() => undefined, 1000);

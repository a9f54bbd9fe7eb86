/**
 * Launches a program and is killed as soon as there is a process for it, as an `up` may be:
 * `launch-and-die.ts NAME PROGRAM ARGUMENT...`.
 */
import { readFileSync } from 'node:fs';
import { launch } from '../../playground/processes.js';

const [name = '', program = '', ...args] = process.argv.slice(2);
void launch(name, [program, ...args]);
while (readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8') === '');
process.kill(process.pid, 'SIGKILL');

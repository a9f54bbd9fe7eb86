import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Component } from './components.js';

/** Keeps a program of the node running: started again a second after it ends, its output in a log of its own. */
export async function supervise(component: Component, logDir: string, env: NodeJS.ProcessEnv): Promise<never> {
  const log = openSync(join(logDir, `${component.name}.log`), 'a');
  while (component.needsApiServer && !(await apiServerReady())) await sleep(100);
  for (;;) {
    const ended = await runOnce(component.command, log, env);
    console.log(`${new Date().toISOString()} ${component.name} ended: ${ended}; starting it again`);
    await sleep(1000);
  }
}

function runOnce([program = '', ...args]: string[], log: number, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', log, log], env });
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

/** Readiness needs no client certificate; the certificate of the server is not what is asked here. */
function apiServerReady(): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get('https://127.0.0.1:6443/readyz', { rejectUnauthorized: false, timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('error', () => resolve(false)).on('timeout', () => request.destroy());
  });
}

import { spawn } from 'node:child_process';

interface Running {
  env?: Record<string, string>;
  /** Against hanging alone: what takes longer is ended. */
  limitMinutes: number;
  /** Ends it when this is so for `graceSeconds`: what has said its last word and does not go. */
  isOver?: () => boolean;
}

const graceSeconds = 20;

/** Runs a program to its end, its output ours. Answers whether it succeeded, and within its time. */
export function runCommand(
  [program, ...args]: [string, ...string[]],
  { env, limitMinutes, isOver }: Running,
): Promise<boolean> {
  const limit = { timeout: limitMinutes * 60_000, killSignal: 'SIGKILL' } as const;
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...env }, ...limit });
  let overFor = 0;
  const look = setInterval(() => {
    overFor = isOver?.() ? overFor + 1 : 0;
    if (overFor > graceSeconds) child.kill('SIGKILL');
  }, 1000);
  return new Promise<boolean>((resolve) => {
    child.once('exit', (code, signal) => {
      if (signal) console.error(overFor > graceSeconds ? 'ended: something was left open' : `ended by ${signal}`);
      resolve(code === 0);
    });
    child.once('error', (cause) => {
      console.error(cause.message);
      resolve(false);
    });
  }).finally(() => clearInterval(look));
}

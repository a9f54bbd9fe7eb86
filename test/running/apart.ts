import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const mark = 'SLUICE_TESTS_APART';

/** Whether this is the program that `runApart` has begun. */
export const isApart = process.env[mark] !== undefined;

/**
 * Runs this program again, first in a namespace of process numbers: the kernel ends all that it has started with it,
 * however it ends, and it ends with us, however we end. Answers its exit code; 130 when somebody ended it.
 */
export async function runApart(): Promise<number> {
  const program = [process.execPath, 'start.mjs', ...process.argv.slice(1)];
  const namespace = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc', ...program];
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...namespace], {
    stdio: 'inherit',
    env: { ...process.env, [mark]: 'yes' },
  });
  const stopListening = endWith(child);
  const [code] = (await once(child, 'exit')) as [number | null];
  stopListening();
  return code ?? 130;
}

/** Ends the child when we are told to end, or when whoever started us is gone. Answers what takes that back. */
function endWith(child: ChildProcess): () => void {
  const end = (): void => void child.kill('SIGKILL');
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, end);
  const starter = process.ppid;
  const look = setInterval(() => process.ppid !== starter && end(), 1000);
  return () => {
    clearInterval(look);
    for (const signal of signals) process.off(signal, end);
  };
}

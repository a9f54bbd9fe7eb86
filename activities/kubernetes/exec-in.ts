import { Readable } from 'node:stream';
import { Exec, type KubeConfig, type V1Status } from '@kubernetes/client-node';
import { Trouble } from '../trouble.js';
import type { ExecResult } from './cluster.js';
import { troubleFromAnswer, troubleFromSilence } from './cluster-errors.js';
import { OutputBuffer } from './output-buffer.js';
import { withTimeLimit } from './time-limit.js';

interface Container {
  namespace: string;
  pod: string;
  container: string;
}

/** What we need of the web socket, whose types are not installed. */
interface Socket {
  /** What was agreed upon. */
  readonly protocol: string;
  close(): void;
  addEventListener(event: 'close' | 'error', listener: () => void): void;
}

/** See `Cluster.exec`. The socket is closed when the wait ends, however it does. */
export async function execIn(
  config: KubeConfig,
  container: Container,
  command: string[],
  { timeoutMs, signal, input }: { timeoutMs: number; signal: AbortSignal; input?: string },
): Promise<ExecResult> {
  const what = `run ${command[0]} in pod ${container.namespace}/${container.pod}`;
  const server = config.getCurrentCluster()?.server ?? 'nowhere';
  const onTimeout = () => new Trouble('Unavailable', `Could not ${what}: it was not done within ${timeoutMs} ms`);
  return withTimeLimit({ ms: timeoutMs, signal, onTimeout }, async (limited) => {
    const [stdout, stderr] = [new OutputBuffer(), new OutputBuffer()];
    const status = await run(config, { container, command, input, stdout, stderr, signal: limited }).catch(
      (cause: unknown) => {
        throw troubleFromUpgrade(what, server, cause);
      },
    );
    return { code: exitCode(what, status), stdout: stdout.text(), stderr: stderr.text() };
  });
}

interface Run {
  container: Container;
  command: string[];
  input: string | undefined;
  stdout: OutputBuffer;
  stderr: OutputBuffer;
  signal: AbortSignal;
}

/** Earlier ones cannot tell the command that its input is over. */
const withEndOfInput = 'v5.channel.k8s.io';

async function run(config: KubeConfig, { container, command, input, stdout, stderr, signal }: Run): Promise<V1Status> {
  const { namespace, pod, container: name } = container;
  const stdin = input === undefined ? null : Readable.from([Buffer.from(input, 'latin1')]);
  let socket: Socket | undefined;
  const close = () => socket?.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    return await new Promise<V1Status>((resolve, reject) => {
      const lost = () => reject(new Error('the connection ended before the command did'));
      const onOpen = (opened: Socket) => {
        socket = opened;
        opened.addEventListener('close', lost);
        opened.addEventListener('error', lost);
        if (signal.aborted) opened.close();
        if (stdin && opened.protocol !== withEndOfInput) reject(tooOld());
      };
      new Exec(config)
        .exec(namespace, encodeURIComponent(pod), name, command, stdout, stderr, stdin, false, resolve)
        .then(onOpen, reject);
    });
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}

function tooOld(): Trouble {
  return new Trouble('InvalidSpec', 'What a command is to read needs an API server of Kubernetes 1.30 or newer.');
}

/** @throws Trouble when the command did not even begin. */
function exitCode(what: string, status: V1Status): number {
  if (status.status === 'Success') return 0;
  const code = Number(status.details?.causes?.find(({ reason }) => reason === 'ExitCode')?.message);
  if (Number.isInteger(code)) return code;
  const message = status.message ?? 'no reason given';
  const isMissing = /executable file not found|no such file or directory/.test(message);
  throw new Trouble(isMissing ? 'InvalidSpec' : 'Unavailable', `Could not ${what}: ${message}`);
}

/** The API server refuses a web socket by an answer of which the library passes on the status alone. */
function troubleFromUpgrade(what: string, server: string, cause: unknown): Trouble {
  if (cause instanceof Trouble) return cause;
  const message = cause instanceof Object && 'message' in cause ? String(cause.message) : String(cause);
  const status = Number(/Unexpected server response: (\d+)/.exec(message)?.[1]);
  if (!Number.isInteger(status)) return troubleFromSilence(what, server, new Error(message, { cause }));
  return troubleFromAnswer(what, status, upgradeAnswers[status] ?? message);
}

const upgradeAnswers: Record<number, string> = {
  400: 'there is no such container in it, or it does not run',
  404: 'there is no such pod',
};

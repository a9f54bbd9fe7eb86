import type { Cluster, ExecResult } from '../kubernetes/cluster.js';
import { Trouble } from '../trouble.js';
import type { Container } from './container.js';
import { type Command, type Request, requestCommand, requestSeconds } from './curl-command.js';
import { answerFrom } from './curl-output.js';
import { masked } from './header-values.js';
import type { ProbeAnswer } from './prober.js';
import type { Way } from './way.js';

/** Sends one request, and answers what came. */
export async function ask(
  cluster: Cluster,
  { from, to }: Way,
  request: Request,
  signal: AbortSignal,
): Promise<ProbeAnswer> {
  const command = requestCommand(request, to);
  return answerFrom(await run(cluster, from, { headers: request.headers, command, seconds: requestSeconds }, signal));
}

interface Run {
  /** What is secret of them is masked in the output; none unless said. */
  headers?: Request['headers'];
  command: Command;
  /** How long curl may take. */
  seconds: number;
}

/** What curl printed; nothing secret is in the answers any more. A pod that is gone is no reason to give up: another comes in its place. */
export async function run(
  cluster: Cluster,
  from: Container,
  { headers = { plain: {}, secret: {} }, command: { command, input }, seconds }: Run,
  signal: AbortSignal,
): Promise<ExecResult> {
  const options = { timeoutMs: (seconds + 5) * 1000, signal, ...(input === undefined ? {} : { input }) };
  const result = await cluster.exec(from, command, options).catch((cause: unknown) => {
    if (!(cause instanceof Trouble) || cause.type !== 'NotFound') throw cause;
    throw new Trouble('Unavailable', `Requests cannot be sent from ${from.namespace}/${from.pod}: ${cause.message}`, {
      cause,
    });
  });
  return { ...result, stdout: masked(result.stdout, headers) };
}

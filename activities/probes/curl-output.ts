import type { ExecResult } from '../kubernetes/cluster.js';
import { Trouble } from '../trouble.js';
import { longestBody, mark } from './curl-command.js';
import type { LoadProgress, ProbeAnswer } from './prober.js';

/** What curl's `--max-filesize` ends with. */
const tooLong = 63;

/** The answer to one request. @throws Trouble: `Unavailable` when curl did not run, in its words. */
export function answerFrom(result: ExecResult): ProbeAnswer {
  const [about] = linesOf(result);
  if (!about) throw didNotRun(result);
  const { status, milliseconds, exitCode, message } = about;
  const cut = exitCode === tooLong || result.stdout.length > longestBody;
  const failed = exitCode !== 0 && exitCode !== tooLong;
  return {
    status,
    milliseconds,
    body: result.stdout.slice(0, longestBody),
    ...(cut ? { cut } : {}),
    ...(failed ? { error: message || `curl ended with code ${exitCode}` } : {}),
  };
}

/** The progress after a batch. A request that broke off counts as no answer, whatever its status was. @throws as above. */
export function progressAfter(progress: LoadProgress, result: ExecResult): LoadProgress {
  const lines = linesOf(result);
  if (lines.length === 0) throw didNotRun(result);
  const byStatus = { ...progress.byStatus };
  const byMilliseconds = { ...progress.byMilliseconds };
  for (const { status, milliseconds, exitCode } of lines) {
    const counted = exitCode === 0 ? status : 0;
    byStatus[counted] = (byStatus[counted] ?? 0) + 1;
    byMilliseconds[milliseconds] = (byMilliseconds[milliseconds] ?? 0) + 1;
  }
  return { sent: progress.sent + lines.length, byStatus, byMilliseconds };
}

interface About {
  status: number;
  /** Rounded up: no answer looks faster than it was. */
  milliseconds: number;
  exitCode: number;
  message: string;
}

function linesOf({ stderr }: ExecResult): About[] {
  const lines = stderr.matchAll(new RegExp(`^${mark} (\\d+) (\\d+)[.,](\\d+) (\\d+) (.*)$`, 'gm'));
  return [...lines].map(([, status, seconds, fraction, exitCode, message = '']) => ({
    status: Number(status),
    milliseconds: Math.max(0, Math.ceil(Number(`${seconds}.${fraction}`) * 1000 - 1e-6)),
    exitCode: Number(exitCode),
    message: message.trim(),
  }));
}

function didNotRun({ code, stdout, stderr }: ExecResult): Trouble {
  const said = `${stderr} ${stdout}`.trim().slice(0, 300);
  return new Trouble('Unavailable', `curl did not run in the pod (code ${code}): ${said || 'it said nothing'}`);
}

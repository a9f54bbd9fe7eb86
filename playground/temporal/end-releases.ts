import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../command.js';
import type { Ports } from '../ports.js';
import { Problem } from '../problem.js';
import { livePid } from '../processes.js';
import { temporalProgram } from './program.js';

const running = "ExecutionStatus = 'Running'";
const seconds = 60;

/** Ends every release and lock under way in the playground's own Temporal: none goes on to write to what is put back. */
export async function endReleases(ports: Ports): Promise<void> {
  if (livePid('temporal') === undefined) return;
  const program = await temporalProgram();
  const temporal = (...args: string[]) => run(program, [...args, '--address', `127.0.0.1:${ports.temporal}`]);
  const count = async (): Promise<number> => {
    const told = await temporal('workflow', 'count', '--query', running, '--output', 'json');
    return Number((JSON.parse(told) as { count?: string }).count ?? 0);
  };
  const deadline = Date.now() + seconds * 1000;
  for (let left = await count(); left > 0; left = await count()) {
    if (Date.now() > deadline)
      throw new Problem(`${left} releases under way could not be ended`, 'Run npm run playground down, then up');
    await temporal('workflow', 'terminate', '--query', running, '--reason', 'playground reset', '--yes');
    await sleep(500);
  }
}

import { execa } from 'execa';
import { clientProgram } from '../../built.js';

/** What a command ended with. */
export interface Ended {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

/** Runs `sluice` as a person types it, against the Temporal server at this address; the CI says that it is ada. */
export function typing(address: () => string) {
  return async (args: string[], env: Record<string, string> = {}): Promise<Ended> => {
    const { exitCode, stdout, stderr } = await execa(process.execPath, [...clientProgram, ...args], {
      reject: false,
      stdin: 'ignore',
      timeout: 600_000,
      env: { NODE_OPTIONS: '', TEMPORAL_ADDRESS: address(), GITHUB_TRIGGERING_ACTOR: 'ada', ...env },
    });
    return { exitCode, stdout, stderr };
  };
}

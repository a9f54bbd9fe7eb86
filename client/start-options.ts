import { type Command, Option } from 'commander';
import { type IfBusy, ifBusyChoices } from '../domain/message.js';
import type { ReleaseHandle } from './release-handle.js';
import type { StartOptions } from './sluice.js';

/** The options of every verb that begins a release. */
export interface Starting {
  by?: string;
  reason?: string;
  ifBusy?: IfBusy;
  override?: true;
  wait?: true;
}

/** Adds the options of a verb that begins a release. */
export function addStarting(command: Command): Command {
  return command
    .option('--by <name>', 'who begins it (else from CI or the system)')
    .option('--reason <text>', 'why, for the records')
    .addOption(
      new Option(
        '--if-busy <choice>',
        'while another release has the service: refuse, wait for its end, or have it rolled back first',
      ).choices(ifBusyChoices),
    )
    .option('--override', 'let the weight rise in spite of a freeze; wants --reason')
    .option('--wait', 'show the release, and end as it ends: 0 released, 2 refused, 3 rolled back, 4 aborted');
}

/** As the client takes them. */
export function startOptions({ by, reason = '', ifBusy, override }: Starting): StartOptions {
  return {
    ...(by === undefined ? {} : { by }),
    ...(reason === '' ? {} : { reason }),
    ...(ifBusy === undefined ? {} : { ifBusy }),
    ...(override ? { override: { reason } } : {}),
  };
}

/** Whether it has begun, or in which place it waits, for programs and in words. */
export function begunText({ queued }: ReleaseHandle): { object: { queued?: number }; text: string } {
  if (queued === undefined) return { object: {}, text: 'has begun' };
  return { object: { queued }, text: `waits for its turn, number ${queued}` };
}

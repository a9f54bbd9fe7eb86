import type { ApplicationConfiguration, UsersConfiguration } from './configuration.js';
import type { Program } from './running-program.js';

/** Starts what the configuration asks for; `crash` ends the process. Rejects when a port cannot be had. */
export async function startProgram(
  configuration: ApplicationConfiguration | UsersConfiguration,
  crash: () => void,
): Promise<Program> {
  // Loaded on demand: the applications need none of the users' code and the other way round.
  if ('streams' in configuration) {
    const { startUsers } = await import('./users/start-users.js');
    return startUsers(configuration);
  }
  const { startApplication } = await import('./start-application.js');
  return startApplication(configuration, crash);
}

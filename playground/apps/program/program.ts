import type { ApplicationConfiguration, UsersConfiguration } from './configuration.js';

/** A running program. */
export interface Program {
  /** The ports it listens on; `grpc` only with ratings, no `http` with users. */
  ports: { control: number; http?: number; grpc?: number };
  /** Fails readiness at once and ends everything in good order, within the drain time. */
  end: () => Promise<void>;
}

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

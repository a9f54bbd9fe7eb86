import { setTimeout as sleep } from 'node:timers/promises';
import type { UsersConfiguration } from '../configuration.js';
import { listen } from '../http-listener.js';
import { Lifecycle } from '../lifecycle.js';
import { probeRoutes } from '../probe-routes.js';
import type { Program } from '../running-program.js';
import { StreamSet } from './stream-set.js';
import { Tally } from './tally.js';
import { UsersMetrics } from './users-metrics.js';
import { usersRoutes } from './users-routes.js';

const alwaysReady = { ready: true, startSeconds: 0 };

/** Starts the users: their control port, which answers the probes too, and then their streams. */
export async function startUsers(configuration: UsersConfiguration): Promise<Program> {
  const lifecycle = new Lifecycle();
  const metrics = new UsersMetrics();
  const tally = new Tally(metrics);
  const streams = new StreamSet(tally);
  const control = await listen({
    port: configuration.controlPort,
    routes: [...probeRoutes(() => lifecycle.whyNotReady(alwaysReady)), ...usersRoutes(streams, tally, metrics)],
    headers: { 'x-app': configuration.app, 'x-app-version': configuration.version },
    closing: () => lifecycle.ending,
  });
  for (const stream of configuration.streams) streams.put(stream);
  const end = async (): Promise<void> => {
    lifecycle.ending = true;
    await Promise.race([streams.stop(), sleep(configuration.drainSeconds * 1000, undefined, { ref: false })]);
    control.cut();
    await control.close();
  };
  return { ports: { control: control.port }, end };
}

import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { Fault, Refused } from './errors.js';

/** Where Temporal is; what is not said is taken from Temporal's own environment variables and configuration file. */
export interface ConnectOptions {
  /** `host:port`. */
  address?: string;
  namespace?: string;
  /** A profile of Temporal's configuration file. */
  profile?: string;
  /** How long Temporal may take to answer. */
  timeoutMs?: number;
}

/** A client that is connected. @throws Refused for settings that make no sense, Fault when nobody answers in time. */
export async function connect({ timeoutMs = 5000, ...options }: ConnectOptions): Promise<Client> {
  const { connectionOptions, namespace } = settings(options);
  const address = connectionOptions.address ?? 'localhost:7233';
  try {
    const connection = await Connection.connect({ ...connectionOptions, connectTimeout: timeoutMs });
    return new Client({ connection, namespace });
  } catch (cause) {
    const seconds = Number((timeoutMs / 1000).toFixed(1));
    throw new Fault(
      'unreachable',
      `Temporal at ${address} does not answer within ${seconds} s. Start it, or set TEMPORAL_ADDRESS to where it is`,
      { cause },
    );
  }
}

function settings({ address, namespace, profile }: Omit<ConnectOptions, 'timeoutMs'>) {
  try {
    const found = loadClientConnectConfig(profile === undefined ? {} : { profile });
    const connectionOptions = { ...found.connectionOptions, ...(address === undefined ? {} : { address }) };
    return { connectionOptions, namespace: namespace ?? found.namespace ?? 'default' };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Refused('invalid-argument', `Temporal's settings make no sense: ${why}`, { cause });
  }
}

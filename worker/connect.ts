import { NativeConnection } from '@temporalio/worker';
import type { Config } from './config.js';

/** Something that a person must mend before a worker can start. */
export class Unusable extends Error {
  override readonly name = 'Unusable';
}

/** gRPC's codes: https://grpc.io/docs/guides/status-codes/ */
const notFound = 5;

/** Connects to Temporal and makes sure of the namespace. @throws Unusable, or Error when Temporal does not answer. */
export async function connect({
  connection: options,
  address,
  namespace,
}: Config['temporal']): Promise<NativeConnection> {
  const connection = await NativeConnection.connect(options).catch((cause: unknown) => {
    const message = `Temporal at ${address} does not answer. Start it, or set TEMPORAL_ADDRESS to where it is`;
    throw new Error(message, { cause });
  });
  try {
    await connection.workflowService.describeNamespace({ namespace });
    return connection;
  } catch (cause) {
    await connection.close();
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code !== notFound) throw cause;
    const message = `Temporal at ${address} has no namespace ${namespace}. Create it, or set TEMPORAL_NAMESPACE`;
    throw new Unusable(message, { cause });
  }
}

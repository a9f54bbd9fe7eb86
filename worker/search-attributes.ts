import type { NativeConnection } from '@temporalio/worker';
import { setTimeout as sleep } from 'node:timers/promises';
import { searchAttributes } from '../domain/message.js';

/** Temporal's number for the type Keyword. */
const keyword = 2;

/** How long a server may take to know the attributes that it has just been given: its parts read them now and then. */
const settleMs = 15_000;

/**
 * Whether the server knows our search attributes, those that it lacks having been added. An unknown one would block every
 * workflow that names it, so without them releases run, and are not found by them.
 */
export async function knowsSearchAttributes(
  connection: NativeConnection,
  namespace: string,
): Promise<{ known: true } | { known: false; why: string }> {
  try {
    const lacking = await lackingOf(connection, namespace);
    if (lacking.length === 0) return { known: true };
    const wanted = Object.fromEntries(lacking.map((name) => [name, keyword]));
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: wanted });
    return await settled(connection, namespace);
  } catch (cause) {
    return { known: false, why: cause instanceof Error ? cause.message : String(cause) };
  }
}

async function lackingOf(connection: NativeConnection, namespace: string): Promise<string[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  return searchAttributes.filter((name) => Number(customAttributes?.[name]) !== keyword);
}

/** Asks by them until that is understood: a list that names them does not mean it yet. */
async function settled(connection: NativeConnection, namespace: string): Promise<{ known: true }> {
  const query = searchAttributes.map((name) => `${name} = "none"`).join(' and ');
  const deadline = Date.now() + settleMs;
  for (;;) {
    try {
      await connection.workflowService.listWorkflowExecutions({ namespace, query, pageSize: 1 });
      return { known: true };
    } catch (cause) {
      if (Date.now() > deadline) throw cause;
    }
    await sleep(250);
  }
}

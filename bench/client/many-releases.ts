import type { Client } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { actQueue, releaseWorkflow } from '../../domain/message.js';

const services = ['reviews', 'ratings', 'details', 'cart'];
const atOnce = 50;

/**
 * Starts so many workflows that look like releases in Temporal's visibility; no worker runs them. One in ten goes on, the
 * others are ended by force, the last first.
 */
export async function startReleases(client: Client, count: number): Promise<void> {
  const all = Array.from({ length: count }, (_, index) => index);
  for (let begun = 0; begun < count; begun += atOnce)
    await Promise.all(all.slice(begun, begun + atOnce).map((index) => startRelease(client, index)));
}

async function startRelease(client: Client, index: number): Promise<void> {
  const namespace = `shop-${index % 7}`;
  const service = services[index % services.length] ?? '';
  const isRunning = index % 10 === 0;
  const handle = await client.workflow.start(releaseWorkflow, {
    ...{ workflowId: `release/default/${namespace}/${service}/${index + 1}`, taskQueue: actQueue, args: [] },
    typedSearchAttributes: [
      { key: key('SluiceNamespace'), value: namespace },
      { key: key('SluiceService'), value: service },
      { key: key('SluiceVersion'), value: `v${index}` },
      { key: key('SluicePhase'), value: isRunning ? 'steps' : 'ended' },
      ...(isRunning ? [] : [{ key: key('SluiceOutcome'), value: index % 3 === 0 ? 'rolled-back' : 'released' }]),
    ],
  });
  if (!isRunning) await handle.terminate('it is not meant to run');
}

const key = (name: string) => defineSearchAttributeKey(name, 'KEYWORD');

/** Until Temporal's visibility knows them all: it follows. */
export async function counted(client: Client, count: number): Promise<void> {
  const { count: seen } = await client.workflow.count(`WorkflowType = "${releaseWorkflow}"`);
  if (seen < count) await new Promise((resolve) => setTimeout(resolve, 200)).then(() => counted(client, count));
}

import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.js';
import { watchQueue } from '../domain/message.js';
import type { Telling } from '../domain/notice.js';
import { reasonOf } from './failure-of.js';

/** A receiver that is away may be so for a day; it is tried again after a second, then more and more seldom. */
const { notify } = proxyActivities<Pick<Activities, 'notify'>>({
  taskQueue: watchQueue, // nothing that takes long may take a slot of the short writes
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '24h',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10m' },
});

/** Tells each of the receivers of one notice. What became of it, by receiver: `told`, or why not. It never fails. */
export async function notice({ notice: what, to }: Telling): Promise<Record<string, string>> {
  const tell = async (receiver: string): Promise<[string, string]> => {
    try {
      await notify.executeWithOptions({ summary: `${what.event} to ${receiver}` }, [{ notice: what, to: receiver }]);
      return [receiver, 'told'];
    } catch (cause) {
      return [receiver, `given up: ${reasonOf(cause)}`];
    }
  };
  return Object.fromEntries(await Promise.all(to.map(tell)));
}

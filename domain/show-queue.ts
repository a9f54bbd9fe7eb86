import { endedByForce, type Queue } from './queue.js';
import type { Holder } from './message.js';

/** The queue as the query `holder` answers it. */
export function holderOf({ holder, waiting, last }: Queue): Holder {
  const stoppedBy = endedByForce(last);
  return {
    ...(holder ? { holder: holder.release } : {}),
    waiting: waiting.map((each, index) => ({ ...each, position: index + 1 })),
    last,
    ...(stoppedBy === undefined || waiting.length === 0 ? {} : { stoppedBy }),
  };
}

/** The queue in Markdown, for whoever opens the workflow in Temporal's own pages. */
export function queueDetails(queue: Queue): string {
  const { waiting = [], last, stoppedBy } = holderOf(queue);
  const { holder } = queue;
  const lines = [
    holder ? `**${holder.release}** (${holder.version}, by ${holder.by}) has the service` : 'no release runs',
    ...(stoppedBy === undefined
      ? []
      : [`**the queue stands**: ${stoppedBy} was ended by force, and is not taken back`]),
    ...waiting.map((each) => `${each.position}. ${each.release} (${each.version}, by ${each.by}) waits`),
    ...last.map(({ release, version, outcome }) => `- ${release} (${version}): ${outcome}`),
  ];
  return lines.join('\n\n');
}

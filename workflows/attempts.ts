import { type ChildWorkflowHandle, ParentClosePolicy, startChild } from '@temporalio/workflow';
import { type Past, type ReleaseInput, type ServiceInput, supersedeSignal, turnSignal } from '../domain/message.js';
import type { Entrant, QueueEffect } from '../domain/queue.js';
import { release } from './release.js';

/** The releases of a service, as children of its workflow. */
export interface Attempts {
  /** Starts one. What comes of it is told to `ended`. @throws when Temporal starts none. */
  begin: (entrant: Entrant, child: ReleaseInput) => Promise<void>;
  /** Tells one what has become of the queue. */
  tell: (effect: QueueEffect) => void;
}

type Handle = ChildWorkflowHandle<typeof release>;

export function attempts({ namespace, service }: ServiceInput, ended: (past: Past) => void): Attempts {
  const running = new Map<string, Promise<Handle>>();
  return {
    async begin({ release: id, version }, child) {
      const started = startChild(release, {
        workflowId: id,
        args: [child],
        workflowTaskTimeout: '2s',
        parentClosePolicy: ParentClosePolicy.ABANDON,
        staticSummary: `${namespace}/${service} ${version}`,
      });
      running.set(id, started);
      const over = (outcome: Past['outcome']) => {
        running.delete(id);
        ended({ release: id, version, outcome });
      };
      const handle = await started.catch((cause: unknown) => {
        running.delete(id);
        throw cause;
      });
      void handle.result().then(
        ({ kind }) => over(kind),
        () => over('ended by force'),
      );
    },
    tell(effect) {
      const told = running.get(effect.release)?.then((handle) => signal(handle, effect));
      told?.catch(() => undefined); // it has ended meanwhile, which is heard of by itself
    },
  };
}

function signal(handle: Handle, effect: QueueEffect): Promise<void> {
  if (effect.kind === 'turn') return handle.signal(turnSignal);
  const { release: id, version, by } = effect.successor;
  return handle.signal(supersedeSignal, { release: id, version, by });
}

import { CancellationScope, log, ParentClosePolicy, startChild } from '@temporalio/workflow';
import type { Telling } from '../domain/notice.js';
import { notice } from './notice.js';

/** Tells people, in workflows of their own: the release waits for none of them. */
export interface Teller {
  tell: (telling: Telling) => void;
  /** Whether Temporal has begun all of them. Before that a release may not end: Temporal would forget them. */
  hasBegun: () => boolean;
}

export function teller(): Teller {
  let beginning = 0;
  const begin = async (telling: Telling): Promise<void> => {
    const { key, event, namespace, service } = telling.notice;
    try {
      await startChild(notice, {
        ...{ workflowId: key, workflowIdReusePolicy: 'REJECT_DUPLICATE' }, // also when the release is reset
        args: [telling],
        parentClosePolicy: ParentClosePolicy.ABANDON,
        staticSummary: `${namespace}/${service} ${event}, to ${telling.to.join(', ')}`,
      });
    } catch (cause) {
      log.warn('a notice could not be begun', { key, cause: String(cause) });
    } finally {
      beginning -= 1;
    }
  };
  return {
    tell(telling) {
      beginning += 1;
      // Out of the scope of the act that brought it, which ends when the next one begins.
      void CancellationScope.nonCancellable(() => begin(telling));
    },
    hasBegun: () => beginning === 0,
  };
}

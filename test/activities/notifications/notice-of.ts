import type { Notice } from '../../../domain/notice.js';

/** A notice of a release of reviews v2, for tests of how it is told. */
export function noticeOf(changes: Partial<Notice> = {}): Notice {
  return {
    ...{ key: 'notice/local/bookinfo/reviews/7/rs-2', event: 'question', at: 1000 },
    ...{ release: 'release/local/bookinfo/reviews/7', cluster: 'local', namespace: 'bookinfo', service: 'reviews' },
    ...{ version: 'v2', stable: 'v1', phase: 'steps', weight: 10, text: 'seen fail' },
    ...changes,
  };
}

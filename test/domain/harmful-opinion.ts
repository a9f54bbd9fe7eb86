import type { Opinion } from '../../domain/judgement/opinion.js';

/** What the judge says of a canary that fails ten times as often. */
export const harmfulOpinion: Opinion = {
  ...{ verdict: 'harmful', because: 'errors', reason: 'harmful: v2 failed 9 of 871 requests (1.03 %)', atLeast: 2.3 },
  ...{ evidence: 1840, wanted: 1000, share: 0.1, burstiness: 1, missing: 115 },
  ...{ canary: { requests: 871, failed: 9 }, stable: { requests: 7930, failed: 8 } },
};

import { loadVerdict } from '../../domain/load-verdict.js';
import type { Conducted } from '../activity.js';
import type { Ports } from '../ports.js';
import type { LoadProgress } from '../probes/prober.js';
import { closing } from './closing.js';

/** The load test in short batches; a new worker counts on where the last one stopped. */
export function load(ports: Ports): Conducted<'load'> {
  return async ({ act, spec, plan }, { signal, tell, progress }) => {
    const test = spec.verify?.load;
    if (!test) return { kind: 'done', detail: 'no load test is asked for' };
    let counts = isProgress(progress) ? progress : nothing;
    return closing(ports.prober(spec, plan, act), async (prober) => {
      for (;;) {
        const verdict = loadVerdict(test, counts);
        if (verdict) return verdict;
        counts = await prober.load(test, counts, signal);
        tell(counts);
      }
    });
  };
}

const nothing: LoadProgress = { sent: 0, byStatus: {}, byMilliseconds: {} };

function isProgress(told: unknown): told is LoadProgress {
  return typeof told === 'object' && told !== null && 'sent' in told && 'byStatus' in told && 'byMilliseconds' in told;
}

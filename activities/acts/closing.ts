import type { Prober } from '../probes/prober.js';

const limitMs = 2500;

/** Uses the prober, and takes away what it needed whatever happens; putting back does so again after a crash. */
export async function closing<Result>(prober: Prober, use: (prober: Prober) => Promise<Result>): Promise<Result> {
  try {
    return await use(prober);
  } finally {
    await prober.close(AbortSignal.timeout(limitMs));
  }
}

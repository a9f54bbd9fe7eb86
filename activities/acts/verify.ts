import { probeVerdict } from '../../domain/probe-verdict.js';
import type { Conducted } from '../activity.js';
import type { Ports } from '../ports.js';
import { closing } from './closing.js';

/** Sends the spec's requests to the canary from inside the cluster; every wrong answer is named. */
export function verify(ports: Ports): Conducted<'verify'> {
  return async ({ act, spec, plan }, { signal }) => {
    const requests = spec.verify?.requests ?? [];
    const found = await closing(ports.prober(spec, plan, act), async (prober) =>
      probeVerdict(requests, await prober.send(requests, signal)),
    );
    return found.kind === 'bad' ? { kind: 'bad', why: `verify: ${found.why}` } : found;
  };
}

import { showPercent } from '../../domain/pod-split.js';

/** What a client gets of the canary that no weight rules: its share of the pods, for a person. */
export function shareOfPods(canary: { replicas: number }, stable: { replicas: number } | undefined): string {
  const all = canary.replicas + (stable?.replicas ?? 0);
  return showPercent(all === 0 ? 0 : (100 * canary.replicas) / all);
}

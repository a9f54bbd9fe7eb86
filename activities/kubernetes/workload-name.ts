/**
 * The label of pods by which Istio's metrics call their workload, instead of by the name of its Deployment
 * (https://istio.io/latest/docs/reference/config/labels/).
 */
export const workloadNameLabel = 'service.istio.io/workload-name';

/** What Istio's metrics call the pods of a Deployment that have these labels. */
export function workloadNameOf(deployment: string, labels: Record<string, string>): string {
  return labels[workloadNameLabel] ?? deployment;
}

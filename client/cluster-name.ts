/** The name of the Kubernetes cluster in the ids of releases. */
export function clusterName(said: string | undefined): string {
  return said ?? process.env['SLUICE_CLUSTER'] ?? 'default';
}

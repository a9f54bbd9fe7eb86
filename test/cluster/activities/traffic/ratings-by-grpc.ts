/** A GRPCRoute in the mesh for who calls the Service ratings. */
export const ratingsRoute = {
  ...{ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'GRPCRoute', metadata: { name: 'ratings' } },
  spec: {
    parentRefs: [{ group: '', kind: 'Service', name: 'ratings' }],
    rules: [
      {
        name: 'primary',
        matches: [{ method: { service: 'sluice.playground.Ratings' } }],
        backendRefs: [{ name: 'ratings', port: 9090 }],
      },
    ],
  },
};

/** Users of a namespace's ratings who take one message of each call and hang up: six calls a second each at most. */
export function ratingsStreams(namespace: string): object[] {
  return Array.from({ length: 5 }, (_, index) => ({
    ...{ name: `ratings-${index}`, kind: 'grpc', url: `grpc://ratings.${namespace}:9090` },
    ...{ ratePerSecond: 6, messages: 1 },
  }));
}

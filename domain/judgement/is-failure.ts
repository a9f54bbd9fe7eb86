/** gRPC statuses that are the server's fault: UNKNOWN, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, INTERNAL, UNAVAILABLE, DATA_LOSS. */
const failedStatuses = new Set(['2', '4', '8', '13', '14', '15']);

/**
 * Whether requests of these labels of Istio's (https://istio.io/latest/docs/reference/config/metrics/) have failed: 5xx, 0
 * (cut before an answer), or a gRPC status that is the server's fault. 4xx are the client's own.
 */
export function isFailure(labels: Readonly<Record<string, string>>): boolean {
  const { response_code: code = '', grpc_response_status: status = '' } = labels;
  return /^(5\d\d|0)$/.test(code) || failedStatuses.has(status);
}

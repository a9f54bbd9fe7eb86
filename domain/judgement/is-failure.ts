/** gRPC statuses that are the server's fault: UNKNOWN, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, INTERNAL, UNAVAILABLE, DATA_LOSS. */
const failedStatuses = new Set(['2', '4', '8', '13', '14', '15']);
const unknown = '2';
/** Envoy's response flags for what the client itself has ended: its connection, or this one stream. */
const hungUp = new Set(['DC', 'DR']);

/**
 * Whether requests of these labels of Istio's (https://istio.io/latest/docs/reference/config/metrics/) have failed: 5xx, 0
 * (cut before an answer), or a gRPC status that is the server's fault. 4xx are the client's own, and so is a gRPC stream that
 * it has heard enough of: Envoy then knows no status, and counts UNKNOWN.
 */
export function isFailure(labels: Readonly<Record<string, string>>): boolean {
  const { response_code: code = '', grpc_response_status: status = '', response_flags: flags = '' } = labels;
  if (/^(5\d\d|0)$/.test(code)) return true;
  if (status === unknown && flags.split(',').some((flag) => hungUp.has(flag))) return false;
  return failedStatuses.has(status);
}

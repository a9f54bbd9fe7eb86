/** What one user got from one request (or, with grpc, one message or the end of one stream). */
export interface Got {
  /**
   * The HTTP status; or `timeout`, `refused`, `reset`, `cut`, `unresolved`, `error`. With grpc `message`, or at the end of a stream
   * its gRPC status name, or `timeout` when no message came for too long.
   */
  status: string;
  /** The version that answered; `none` when none said so. */
  version: string;
  /** The x-served-by header; `none` without. */
  servedBy: string;
  failed: boolean;
  /** How long the user waited; absent where nothing was waited for. */
  milliseconds?: number;
}

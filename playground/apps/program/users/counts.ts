/** What the users of one stream got; all of it only grows until the counts are reset. */
export interface StreamCounts {
  /** What was sent and came to an end, well or badly. */
  requests: number;
  failed: number;
  /** What was due and could not be sent, because too much was under way or the process was held up. */
  dropped: number;
  /** Connections opened; with grpc, streams opened. */
  connections: number;
  byStatus: Record<string, number>;
  byVersion: Record<string, number>;
  byServedBy: Record<string, number>;
  /** Percentiles at most 2 % too long; null before the first. */
  latencyMs: { p50: number | null; p99: number | null; max: number | null };
}

/** What all users got. */
export interface Counts {
  /** Start of counting, ISO 8601. */
  since: string;
  streams: Record<string, StreamCounts>;
}

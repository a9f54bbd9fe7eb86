/** One stream of requests that some users send. */
export interface StreamDefinition {
  name: string;
  /**
   * `http`: requests at a steady rate over as many kept connections as it takes. `keepalive`: one connection held
   * open, requests one after another. `grpc`: one long stream of sluice.playground.Ratings/Watch, opened again when
   * it ends.
   */
  kind: 'http' | 'keepalive' | 'grpc';
  /** http://host:port/path, or grpc://host:port. */
  url: string;
  /** Requests a second, 0 (paused) to 500. For grpc, how often a second an ended stream is opened again at most. */
  ratePerSecond: number;
  /** Sent with each request; `host` overrides the url's. */
  headers: Record<string, string>;
  /** Limit for a whole request; for grpc, how long no message may come. 1 to 60000. */
  timeoutMs: number;
  /** For grpc: after how many messages a call is hung up, and the next is due; 0 (never) to 1000. */
  messages: number;
  /** Requests under way at once, 1 to 500; what is due beyond is dropped. Always 1 for keepalive and grpc. */
  maxInFlight: number;
  /** Statuses from 400 on that are no failure for these users. */
  expectedStatuses: number[];
}

/** What is taken where a definition says nothing. */
export const streamDefaults = {
  ratePerSecond: 1,
  headers: {},
  timeoutMs: 5000,
  messages: 0,
  maxInFlight: 100,
  expectedStatuses: [],
};

/** A running program. */
export interface Program {
  /** The ports it listens on; `grpc` only with ratings, no `http` with users. */
  ports: { control: number; http?: number; grpc?: number };
  /** Fails readiness at once and ends everything in good order, within the drain time. */
  end: () => Promise<void>;
}

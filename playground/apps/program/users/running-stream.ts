/** A stream under way. */
export interface RunningStream {
  /** Changes the rate and nothing else: connections stay. 0 pauses. */
  setRate: (ratePerSecond: number) => void;
  /** Sends nothing more; resolves when what is under way has ended and is counted. */
  stop: () => Promise<void>;
}

/** An answer that is asked for again when it is to be forgotten. */
export interface Remembered<Value> {
  get: (signal: AbortSignal) => Promise<Value>;
  forget: () => void;
}

/** Keeps an answer that holds good for `lastsMs`, unless it is to be forgotten before. */
export function remembering<Value>(
  ask: (signal: AbortSignal) => Promise<Value>,
  { lastsMs, isKept }: { lastsMs: number; isKept: (value: Value) => boolean },
): Remembered<Value> {
  let kept: { value: Value; until: number } | undefined;
  let told = 0;
  return {
    async get(signal) {
      if (kept && Date.now() < kept.until) return kept.value;
      const [asked, at] = [told, Date.now()];
      const value = await ask(signal);
      kept = asked === told && isKept(value) ? { value, until: at + lastsMs } : undefined;
      return value;
    },
    forget() {
      told += 1;
      kept = undefined;
    },
  };
}

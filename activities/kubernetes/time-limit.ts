/**
 * Gives `work` a signal that ends with the caller's, or after `ms`, and does not wait for work that does not hear it:
 * then the caller's reason is thrown, or what `onTimeout` makes.
 */
export async function withTimeLimit<T>(
  limit: { ms: number; signal: AbortSignal; onTimeout: () => Error },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  limit.signal.throwIfAborted();
  const { promise: ended, reject } = deferred();
  const end = (reason: unknown) => {
    reject(reason);
    controller.abort(reason);
  };
  const onAbort = () => end(limit.signal.reason);
  limit.signal.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => end(limit.onTimeout()), limit.ms);
  try {
    return await Promise.race([work(controller.signal), ended]);
  } finally {
    clearTimeout(timer);
    limit.signal.removeEventListener('abort', onAbort);
  }
}

function deferred(): { promise: Promise<never>; reject: (reason: unknown) => void } {
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<never>((_, rejectPromise) => {
    reject = rejectPromise;
  });
  return { promise, reject };
}

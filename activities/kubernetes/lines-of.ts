import type { ResponseContext } from '@kubernetes/client-node';

/** The lines of a body as they come; a connection that is lost is their end. */
export async function* linesOf(body: ReturnType<ResponseContext['body']['stream']>): AsyncGenerator<string> {
  const reader = body?.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  const next = () => reader?.read().catch(() => undefined);
  for (let chunk = await next(); chunk && !chunk.done; chunk = await next()) {
    const lines = (rest + decoder.decode(chunk.value, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

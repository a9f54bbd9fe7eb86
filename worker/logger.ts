import type { Logger } from '@temporalio/worker';
import pino, { type DestinationStream, type Level, type Logger as Pino } from 'pino';

/** Our log, one JSON object a line on standard error: standard output is nobody's. Errors are told with their causes. */
export function createLog(level: Level, to: DestinationStream = pino.destination(2)): Pino {
  return pino({ level, serializers: { error: pino.stdSerializers.errWithCause } }, to);
}

/** The log as Temporal's library writes to it. */
export function temporalLogger(log: Pino): Logger {
  const at =
    (level: Level) =>
    (message: string, meta: Record<string | symbol, unknown> = {}): void =>
      log[level](plain(meta), message);
  return {
    log: (level, message, meta = {}) => log[levelOf(level)](plain(meta), message),
    ...{ trace: at('trace'), debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
  };
}

function levelOf(level: string): Level {
  const lower = level.toLowerCase();
  return lower === 'trace' || lower === 'debug' || lower === 'warn' || lower === 'error' ? lower : 'info';
}

/** JSON knows no big integers. */
function plain(meta: Record<string | symbol, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(meta).map(([key, value]) => [key, typeof value === 'bigint' ? String(value) : value]),
  );
}

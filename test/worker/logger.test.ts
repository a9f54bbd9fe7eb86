import { expect, test } from '@jest/globals';
import { createLog, temporalLogger } from '../../worker/logger.js';

test('an error that Temporal’s library tells is in the log with its words and its cause', () => {
  const lines: string[] = [];
  const log = temporalLogger(createLog('info', { write: (line: string) => void lines.push(line) }));
  const cause = new Error('connect ECONNREFUSED');
  log.warn('Activity failed', { error: new Error('Prometheus is silent', { cause }), attempt: 3n });
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({
      msg: 'Activity failed',
      attempt: '3',
      error: expect.objectContaining({
        message: 'Prometheus is silent',
        cause: expect.objectContaining({ message: 'connect ECONNREFUSED' }),
      }),
    }),
  ]);
});

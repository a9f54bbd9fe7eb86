import { describe, expect, test } from '@jest/globals';
import { answerFrom, progressAfter } from '../../../activities/probes/curl-output.js';

const result = (stderr: string, stdout = '', code = 0) => ({ code, stdout, stderr });
const line = (text: string) => `\nsluice-probe ${text}\n`;

describe('one answer', () => {
  test.each<[string, ReturnType<typeof result>, unknown]>([
    ['a good one', result(line('200 0.0123 0 '), 'body'), { status: 200, milliseconds: 13, body: 'body' }],
    ['exact milliseconds stay so', result(line('200 0.013000 0 ')), { status: 200, milliseconds: 13, body: '' }],
    ['a decimal comma', result(line('204 1,5 0 ')), { status: 204, milliseconds: 1500, body: '' }],
    [
      'no answer, in the words of curl',
      result(line('000 10.001 28 Operation timed out'), '', 28),
      { status: 0, milliseconds: 10_001, body: '', error: 'Operation timed out' },
    ],
    [
      'no answer, without a word',
      result(line('000 0.000000 7 '), '', 7),
      { status: 0, milliseconds: 0, body: '', error: 'curl ended with code 7' },
    ],
    [
      'too long by its own word',
      result(line('200 0.1 63 Maximum'), 'x', 63),
      { status: 200, milliseconds: 100, body: 'x', cut: true },
    ],
    [
      'marks in the body',
      result(line('500 0.1 0 '), line('200 0.1 0 ')),
      { status: 500, milliseconds: 100, body: line('200 0.1 0 ') },
    ],
  ])('%s', (_, from, answer) => expect(answerFrom(from)).toEqual(answer));

  test('too long by its length', () => {
    const answer = answerFrom(result(line('200 0.1 0 '), 'x'.repeat(70_000)));
    expect(answer).toMatchObject({ cut: true });
    expect(answer.body).toHaveLength(65_536);
  });

  test('curl that did not run is trouble, and no answer', () => {
    expect(() => answerFrom(result('curl: option --bogus: is unknown', '', 2))).toThrow(
      'curl did not run in the pod (code 2): curl: option --bogus: is unknown',
    );
    expect(() => answerFrom(result('', '', 137))).toThrow('(code 137): it said nothing');
  });
});

describe('a batch', () => {
  const progress = { sent: 2, byStatus: { 200: 2 }, byMilliseconds: { 5: 2 } };

  test('is added to what was before', () => {
    const stderr = [line('200 0.005 0 '), line('503 0.001 0 '), line('000 10.0 28 timed out'), '\rmeter'].join('');
    expect(progressAfter(progress, result(stderr))).toEqual({
      sent: 5,
      byStatus: { 0: 1, 200: 3, 503: 1 },
      byMilliseconds: { 1: 1, 5: 3, 10000: 1 },
    });
    expect(progress).toEqual({ sent: 2, byStatus: { 200: 2 }, byMilliseconds: { 5: 2 } });
  });

  test('an answer that broke off is none, whatever its status was', () => {
    expect(progressAfter(progress, result(line('200 0.005 18 transfer closed')))).toMatchObject({
      byStatus: { 0: 1, 200: 2 },
    });
  });

  test('without a line curl did not run', () => {
    expect(() => progressAfter(progress, result('not found', '', 127))).toThrow('curl did not run');
  });
});

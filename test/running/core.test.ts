import { expect, jest, test } from '@jest/globals';
import { runCore, type Running } from './core.js';

/** Runs whose failures, a list for each time that a file is run, are these; `log` gets what was done. */
function running(failures: Record<string, string[][]>, log: string[] = [], isSettled = true): Running {
  const left = structuredClone(failures);
  return {
    runFile: (file) => {
      log.push(file);
      return Promise.resolve({ file, seconds: 1, failures: left[file]?.shift() ?? [] });
    },
    settle: () => {
      log.push('reset');
      return isSettled;
    },
  };
}

const told = jest.spyOn(console, 'log').mockImplementation(() => undefined);

test('what passes is run once', async () => {
  const log: string[] = [];
  expect(await runCore(['a', 'b'], running({}, log))).toEqual({ isPassed: true, flaky: [] });
  expect(log).toEqual(['a', 'b']);
});

test('what fails is run once more after a reset: passing then it is flaky, and its first error is told', async () => {
  const log: string[] = [];
  const result = await runCore(['a', 'b'], running({ a: [['abort: weight 20 % is left']] }, log));
  expect(result).toEqual({ isPassed: true, flaky: ['a: abort: weight 20 % is left'] });
  expect(log).toEqual(['a', 'reset', 'a', 'b']);
  expect(told).toHaveBeenCalledWith(expect.stringContaining('a failed; once more'));
});

test('what fails twice has failed, and the others are run all the same', async () => {
  const log: string[] = [];
  const result = await runCore(['a', 'b'], running({ a: [['no'], ['no']] }, log));
  expect(result).toEqual({ isPassed: false, flaky: [] });
  expect(log).toEqual(['a', 'reset', 'a', 'b']);
});

test('where the ground cannot be put back, the first failure stands', async () => {
  expect((await runCore(['a'], running({ a: [['no']] }, [], false))).isPassed).toBe(false);
});

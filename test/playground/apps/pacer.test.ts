import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Pacer } from '../../../playground/apps/program/users/pacer.js';

describe('Pacer', () => {
  const due = jest.fn<() => void>();
  const missed = jest.fn<(count: number) => void>();
  let held = 0;
  let pacer: Pacer;

  beforeEach(() => {
    jest.useFakeTimers();
    due.mockReset();
    missed.mockReset();
    held = 0;
    pacer = new Pacer({ due, missed }, () => performance.now() + held);
  });

  afterEach(() => {
    pacer.setRate(0);
    jest.useRealTimers();
  });

  test.each([
    [0.1, 30_000, 4],
    [2, 5000, 11],
    [20, 5000, 101],
    [333, 3000, 1000],
    [500, 2000, 1001],
  ])('at %d a second for %d ms, %d are due', (rate, milliseconds, count) => {
    pacer.setRate(rate);
    jest.advanceTimersByTime(milliseconds);
    expect(due).toHaveBeenCalledTimes(count);
    expect(missed).not.toHaveBeenCalled();
  });

  test('nothing is due before a rate is set nor after it is set to 0', () => {
    jest.advanceTimersByTime(1000);
    expect(due).not.toHaveBeenCalled();
    pacer.setRate(10);
    jest.advanceTimersByTime(1000);
    pacer.setRate(0);
    due.mockReset();
    jest.advanceTimersByTime(10_000);
    expect(due).not.toHaveBeenCalled();
  });

  test('catches up with one second after the process was held up, and tells of the rest', () => {
    pacer.setRate(10);
    jest.advanceTimersByTime(950);
    expect(due).toHaveBeenCalledTimes(10);
    held = 5000;
    jest.advanceTimersByTime(50);
    expect(due).toHaveBeenCalledTimes(20);
    expect(missed.mock.calls).toEqual([[41]]);
  });
});

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { commandFrom, commandNames } from '../../domain/command.js';

test('says who and why', () => {
  expect(commandFrom('abort', { by: ' ann ', reason: 'errors' })).toEqual({
    name: 'abort',
    by: 'ann',
    reason: 'errors',
  });
});

test('a gate goes with an approval alone', () => {
  expect(commandFrom('approve', { by: 'ann', gate: 'payments' })).toEqual({
    name: 'approve',
    by: 'ann',
    reason: '',
    gate: 'payments',
  });
  expect(commandFrom('pause', { by: 'ann', gate: 'payments' })).toEqual({ name: 'pause', by: 'ann', reason: '' });
});

test('an override goes with what lets a weight rise, and is nothing but true', () => {
  const given = (name: 'skip' | 'pause' | 'abort', override: unknown) => commandFrom(name, { by: 'ann', override });
  expect(given('skip', true)).toEqual({ name: 'skip', by: 'ann', reason: '', override: true });
  for (const other of ['true', 1, {}, false, null]) expect(given('skip', other)).not.toHaveProperty('override');
  expect([given('pause', true), given('abort', true)].some((command) => 'override' in command)).toBe(false);
});

test.each([undefined, null, 'now', 7, [], { by: 7 }, { by: '  ', reason: {} }])(
  '%j is an order by nobody known',
  (payload) => {
    expect(commandFrom('abort', payload)).toEqual({ name: 'abort', by: 'unknown', reason: '' });
  },
);

test('whatever comes is an order, of bounded size', () => {
  fc.assert(
    fc.property(fc.constantFrom(...commandNames), fc.anything(), (name, payload) => {
      const command = commandFrom(name, payload);
      return command.name === name && command.by.length <= 500 && command.reason.length <= 500;
    }),
  );
});

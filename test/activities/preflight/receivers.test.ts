import { expect, test } from '@jest/globals';
import { noticeEvents } from '../../../domain/notice.js';
import { examine, planOf, problemsOf } from './world.js';

const receivers = {
  byName: {
    'team-payments': { kind: 'slack' as const, url: 'https://hooks.example/s3cret' },
    audit: { kind: 'slack' as const, url: 'https://audit.example/s3cret' },
  },
  default: ['audit'],
};
const on = [...noticeEvents];

test('without receivers nobody is told, and the plan says nothing of it', async () => {
  expect(await planOf()).not.toHaveProperty('notify');
  expect(await planOf({ receivers: { ...receivers, default: [] } })).not.toHaveProperty('notify');
});

test('a spec that names nobody tells those that the worker always tells; an empty list nobody', async () => {
  expect((await planOf({ receivers })).notify).toEqual([{ to: 'audit', on }]);
  expect(await planOf({ receivers, spec: ['notify: []'] })).not.toHaveProperty('notify');
});

test('a spec that names somebody tells them alone, and no address is in the plan', async () => {
  const plan = await planOf({ receivers, spec: ['notify: [{ to: team-payments, on: [question] }]'] });
  expect(plan.notify).toEqual([{ to: 'team-payments', on: ['question'] }]);
  expect(JSON.stringify(plan)).not.toContain('s3cret');
});

test('an unknown name is a problem, with what was meant', async () => {
  expect(await problemsOf({ receivers, spec: ['notify: [team-paymnts]'] })).toEqual([
    'notify: the worker knows no receiver team-paymnts; did you mean team-payments? There are team-payments, audit.',
  ]);
  expect(await problemsOf({ spec: ['notify: [team]'] })).toEqual([
    'notify: the worker knows no receiver team; there are none.',
  ]);
});

test('a refusal says who is told of it: those that are known', async () => {
  const refused = await examine({ receivers, spec: ['notify: [audit, nobody]'] });
  expect(refused).toMatchObject({ kind: 'refused', notify: [{ to: 'audit', on }] });
  const wrong = await examine({ receivers, spec: ['what: is this'] });
  expect(wrong).toMatchObject({ kind: 'refused', notify: [{ to: 'audit', on }] });
});

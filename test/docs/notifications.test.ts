import { expect, test } from '@jest/globals';
import { webhookBody } from '../../activities/notifications/webhook-body.js';
import { noticeEvents } from '../../domain/notice.js';
import { noticeOf } from '../activities/notifications/notice-of.js';
import { blocks, names, table } from './pages.js';

const page = 'docs/notifications.md';

test('the events are those that there are, in their order', () => {
  expect(table(page, 'event').flatMap(([event]) => names(event))).toEqual([...noticeEvents]);
  const field = table('docs/spec.md', 'field').find(([name]) => name === '`spec.notify[].on[]`');
  expect(names(field?.[1])).toEqual([...noticeEvents]);
});

test('what a webhook gets has the fields that the page shows', () => {
  const [shown = '{}'] = blocks(page, 'json');
  const sent = JSON.parse(webhookBody(noticeOf({ gate: 'payments' }), 'https://temporal.example.com')) as object;
  const of = (value: unknown) => Object.keys(value as object).toSorted();
  const told = JSON.parse(shown) as object;
  expect(of(told)).toEqual(of(sent));
  expect(of('data' in told && told.data)).toEqual(of('data' in sent && sent.data));
});

import { expect, test } from '@jest/globals';
import { signatures } from '../../../activities/notifications/signature.js';
import { slackBody } from '../../../activities/notifications/slack-body.js';
import { webhookBody } from '../../../activities/notifications/webhook-body.js';
import { type Notice, noticeEvents } from '../../../domain/notice.js';
import { noticeOf } from './notice-of.js';

const link = 'https://temporal.example/namespaces/default/workflows/release%2Flocal%2Fbookinfo%2Freviews%2F7';
const slack = (changes: Partial<Notice>, to?: string) =>
  (JSON.parse(slackBody(noticeOf(changes), to)) as { text: string }).text;

// The example that the libraries of standardwebhooks.com are tested with.
test('a signature is the one that the specification has', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const content = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', seconds: 1614265330, body: '{"test": 2432232314}' };
  const expected = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
  expect(signatures([secret], content)).toBe(expected);
  const other = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
  expect(signatures([other, secret], content)).toMatch(/^v1,\S+ v1,\S+$/);
  expect(signatures([other, secret], content).split(' ')[1]).toBe(expected);
});

test('a webhook gets the notice, typed as the specification wants, and no key in it', () => {
  expect(JSON.parse(webhookBody(noticeOf({ event: 'rolled-back' }), link))).toEqual({
    type: 'release.rolled_back',
    timestamp: '1970-01-01T00:00:01.000Z',
    data: {
      ...{ release: 'release/local/bookinfo/reviews/7', cluster: 'local', namespace: 'bookinfo', service: 'reviews' },
      ...{ version: 'v2', stable: 'v1', phase: 'steps', weight: 10, text: 'seen fail', link },
    },
  });
  expect(webhookBody(noticeOf(), undefined)).not.toContain('link');
});

test('Slack gets a few lines: what, of what, at which weight, by whom', () => {
  expect(slack({ event: 'aborted', text: 'aborted: wrong build', by: 'ann' }, link).split('\n')).toEqual([
    ':octagonal_sign: *bookinfo/reviews v2 was aborted* at 10 %, by ann',
    'aborted: wrong build',
    `<${link}|release/local/bookinfo/reviews/7>`,
  ]);
});

test('a question comes with what answers it', () => {
  expect(slack({ event: 'question', text: 'approval of payments', gate: 'payments' }).split('\n')).toEqual([
    ':raised_hand: *bookinfo/reviews v2 waits for a person* at 10 %',
    'approval of payments',
    "Answer: `sluice approve bookinfo/reviews --gate payments --reason '...'` or `sluice abort bookinfo/reviews --reason '...'`",
    'release/local/bookinfo/reviews/7',
  ]);
});

test('what people write is text: no mentions, no links, no further lines', () => {
  const text = slack({ text: '<!channel> a & b\n<https://evil.example|click>', by: '<@U1>' });
  expect(text.split('\n').slice(0, 2)).toEqual([
    expect.stringContaining('by &lt;@U1&gt;'),
    '&lt;!channel&gt; a &amp; b &lt;https://evil.example|click&gt;',
  ]);
});

test.each(noticeEvents.map((event) => [event]))('%s has a mark and a heading of its own', (event) => {
  const others = noticeEvents.filter((each) => each !== event).map((each) => slack({ event: each }).split('\n')[0]);
  expect(others).not.toContain(slack({ event }).split('\n')[0]);
});

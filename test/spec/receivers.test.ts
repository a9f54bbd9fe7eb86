import { expect, test } from '@jest/globals';
import { noticeEvents } from '../../domain/notice.js';
import { parseRelease } from '../../spec/parse.js';
import { parseReceivers } from '../../spec/receivers.js';

const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;

test('receivers, who is told of every release, and where Temporal is looked at', () => {
  const text = `
receivers:
  team: { slack: { url: https://hooks.slack.com/services/T/B/x } }
  audit: { webhook: { url: 'http://audit.tools.svc:8080/hook', secrets: [${secret}] } }
default: [team]
ui: https://temporal.example/namespaces/default/
`;
  expect(parseReceivers(text)).toEqual({
    receivers: {
      byName: {
        team: { kind: 'slack', url: 'https://hooks.slack.com/services/T/B/x' },
        audit: { kind: 'webhook', url: 'http://audit.tools.svc:8080/hook', secrets: [secret] },
      },
      default: ['team'],
      ui: 'https://temporal.example/namespaces/default',
    },
  });
});

test.each(['http://127.0.0.1:8080/', 'http://localhost/x', 'http://[::1]:1/', 'http://a.b.svc.cluster.local/'])(
  'what is sent to %s stays near, and needs no TLS',
  (url) => {
    expect(parseReceivers(`receivers: { a: { slack: { url: '${url}' } } }`)).toHaveProperty('receivers');
  },
);

test.each([
  ['http://hooks.slack.com/services/s3cret', 'expected https://'],
  ['http://evil.svc.example/s3cret', 'expected https://'],
  ['http://127.0.0.1.s3cret.example/', 'expected https://'],
  ['ftp://a.b.svc/s3cret', 'expected https://'],
  ['s3cret', 'expected https://'],
])('%s is refused, and not repeated', (url, expected) => {
  const read = parseReceivers(`receivers: { a: { slack: { url: '${url}' } } }`);
  expect(read).toEqual({ problems: [expect.stringMatching(`^line 1, receivers.a.slack.url: ${expected}`)] });
  expect(JSON.stringify(read)).not.toContain('s3cret');
});

test.each([
  ['short', 'whsec_c2hvcnQ='],
  ['long', `whsec_${Buffer.alloc(65).toString('base64')}`],
  ['without its mark', Buffer.alloc(24).toString('base64')],
  ['no base64', `whsec_${'!'.repeat(32)}`],
])('a secret that is %s is refused, and not repeated', (_, given) => {
  const url = 'https://a.example';
  const read = parseReceivers(JSON.stringify({ receivers: { a: { webhook: { url, secrets: [given] } } } }));
  expect(read).toEqual({
    problems: [expect.stringMatching(/^line 1, receivers\.a\.webhook\.secrets\[0\]: expected whsec_/)],
  });
  expect(JSON.stringify(read)).not.toContain(given);
});

test.each([
  ['nothing', '', ['']],
  ['no receivers', 'default: []', ['receivers: missing; expected object']],
  [
    'both kinds',
    `receivers: { a: { slack: { url: 'https://a' }, webhook: { url: 'https://a', secrets: [${secret}] } } }`,
    ['receivers.a: expected either slack or webhook'],
  ],
  ['no kind', 'receivers: { a: {} }', ['receivers.a: expected either slack or webhook']],
  [
    'an unknown kind',
    "receivers: { a: { slak: { url: 'https://a' } } }",
    ['expected either slack or webhook', 'receivers.a.slak: unknown key slak; did you mean slack?'],
  ],
  [
    'no secret',
    "receivers: { a: { webhook: { url: 'https://a', secrets: [] } } }",
    ['receivers.a.webhook.secrets: expected at least one secret'],
  ],
  [
    'a default that is not there',
    "receivers: { a: { slack: { url: 'https://a' } } }\ndefault: [b]",
    ['default[0]: there is no receiver b'],
  ],
  ['no YAML', 'receivers: [', ['line 1: a [ is not closed']],
])('%s', (_, text, problems) => {
  expect(parseReceivers(text)).toEqual({ problems: problems.map((each) => expect.stringContaining(each)) });
});

const told = (notify: string) =>
  parseRelease(`
apiVersion: sluice/v1
kind: Release
metadata: { namespace: bookinfo, name: reviews }
spec:
  canary: { version: v2, image: 'reviews:v2' }
  traffic: { istio: {} }
${notify === '' ? '' : `  notify: ${notify}`}
`);

test('a spec names who is told, of everything or of some', () => {
  expect(told('')).not.toHaveProperty('spec.notify');
  expect(told('[]')).toMatchObject({ spec: { notify: [] } });
  expect(told('[team, { to: audit, on: [question, rolled-back] }, { to: ops }]')).toMatchObject({
    spec: {
      notify: [
        { to: 'team', on: noticeEvents },
        { to: 'audit', on: ['question', 'rolled-back'] },
        { to: 'ops', on: noticeEvents },
      ],
    },
  });
});

test.each([
  ['[team, { to: team }]', 'spec.notify[1]', 'team is named already'],
  ['[{ to: team, on: [] }]', 'spec.notify[0].on', 'expected at least one event'],
  ['[{ to: team, on: [rolledback] }]', 'spec.notify[0].on[0]', 'expected one of "started"'],
  ['[{ to: team, when: [started] }]', 'spec.notify[0].when', 'unknown key when'],
  ["['https://hooks.slack.com/x']", 'spec.notify[0]', 'expected a Kubernetes name'],
])('notify: %s is refused', (notify, path, message) => {
  expect(told(notify)).toEqual({
    problems: [expect.objectContaining({ path, message: expect.stringContaining(message) })],
  });
});

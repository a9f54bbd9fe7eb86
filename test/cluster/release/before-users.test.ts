import { expect, test } from '@jest/globals';
import { connect } from '../../../client/connect.js';
import type { Sluice } from '../../../client/sluice.js';
import { AuditLog } from './audit.js';
import { onStage } from './on-stage.js';
import { Releasing, versionsOn } from './releasing.js';
import { canary, oneRequest } from './spec-text.js';
import type { Stage } from './stage.js';
import { withWorker } from './with-worker.js';
import '../patience.js';

let sluice: Sluice;
withWorker(19_511, (own) => (sluice = own));

const minutes = 30 * 60_000;

/** What a header is read from: nobody's to see. */
const hush = 'hush-4711';

/** Releases what is no good, and expects that no user ever met it. Answers why it was taken back. */
async function expectNoUsers(stage: Stage, changes: Record<string, unknown>): Promise<string> {
  const audit = await AuditLog.fromNow(stage.namespace);
  const release = await Releasing.begin(sluice, stage, changes);
  const { outcome, state, users } = await release.end();
  expect(outcome.kind).toBe('rolled-back');
  expect(state.highestWeight).toBe(0);
  expect((await audit.weights()).filter((weight) => weight !== 0)).toEqual([]);
  expect(users).toMatchObject({ byStatus: { 200: users.requests }, byVersion: { v1: users.requests }, failed: 0 });
  expect(await versionsOn(stage)).toEqual(['reviews-v1']);
  expect(await stage.weights()).toEqual({ v1: 100 });
  const history = await kept(release.handle.id);
  expect([history.includes(stage.namespace), history.includes(hush)]).toEqual([true, false]);
  return outcome.kind === 'rolled-back' ? outcome.why : '';
}

/** All that Temporal keeps of the release, as text. */
async function kept(id: string): Promise<string> {
  const client = await connect({});
  const { events } = await client.workflow.getHandle(id).fetchHistory();
  await client.connection.close();
  const texts = (value: unknown): string[] => {
    if (value instanceof Uint8Array) return [Buffer.from(value).toString()];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [String(value)];
  };
  return texts(events).join('\n');
}

test.concurrent(
  'a canary that never gets ready, or crashes again and again, has no users',
  () =>
    onStage('e-unborn', async (stage) => {
      const never = { canary: canary({ READY: 'false' }, '8s') };
      expect(await expectNoUsers(stage, never)).toContain('did not get ready in time');
      // It may take a day: that it ends before this test must means that its time was not waited for.
      const crashing = { canary: canary({ ERROR_RATE: 'nonsense' }, '24h') };
      expect(await expectNoUsers(stage, crashing)).toContain('reviews-v2');
    }),
  minutes,
);

test.concurrent(
  'a canary that answers wrongly, or fails its load test, has no users',
  () =>
    onStage('e-unproved', async (stage) => {
      await stage.apply({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'probe' }, stringData: { token: hush } });
      const headers = { 'x-token': { secretKeyRef: { name: 'probe', key: 'token' } } };
      const expected = { json: { '$.reviews[0].rating.stars': 5 } };
      const verify = { ...oneRequest, requests: [{ get: '/reviews/7', headers, expect: expected }] };
      expect(await expectNoUsers(stage, { canary: canary({ WRONG_ANSWER: 'true' }), verify })).toMatch(
        /^verify: .*\$\.reviews\[0\]\.rating\.stars/,
      );
      const load = { get: '/reviews/7', requests: 200, concurrency: 5, failed: '<= 1%' };
      const failing = { canary: canary({ ERROR_RATE: '0.2' }), verify: { from: oneRequest.from, load } };
      expect(await expectNoUsers(stage, failing)).toMatch(/^load test: \d+ of \d+ failed, at most 1 % may .*× 500/);
    }),
  minutes,
);

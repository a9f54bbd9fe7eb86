import { expect, test } from '@jest/globals';
import type { Sluice } from '../../../client/sluice.js';
import { onStage, withOthersMs } from './on-stage.js';
import { expectUnnoticed, Releasing, versionsOn } from './releasing.js';
import { canary, oneRequest, quick } from './spec-text.js';
import { withWorker } from './with-worker.js';
import '../patience.js';

let sluice: Sluice;
withWorker(19_510, (own) => (sluice = own));

test.concurrent(
  'a good release: users never notice, v1 is gone after',
  () =>
    onStage('e-good', async (stage) => {
      const end = await (await Releasing.begin(sluice, stage)).end();
      expectUnnoticed(end);
      expect(end.users.requests).toBeGreaterThan(50); // else it would say little that none has failed
      expect(end.state.highestWeight).toBe(100);
      expect(await versionsOn(stage)).toEqual(['reviews-v2']);
      expect(await stage.weights()).toEqual({ v2: 100 });
    }),
  withOthersMs,
);

test.concurrent(
  'a canary that fails requests is taken back at its first weight; mended, the same version is released at once',
  () =>
    onStage('e-errors', async (stage) => {
      const changes = { canary: canary({ ERROR_RATE: '0.3' }), verify: undefined };
      const { outcome, state } = await (await Releasing.begin(sluice, stage, changes)).end();
      expect(outcome).toEqual({ kind: 'rolled-back', why: expect.stringContaining('success rate') });
      expect(state.highestWeight).toBe(20);
      expect(await versionsOn(stage)).toEqual(['reviews-v1']);
      expect(await stage.weights()).toEqual({ v1: 100 });
      const again = await (await Releasing.begin(sluice, stage, quick)).end(); // what it got wrong is another release's
      expectUnnoticed(again);
    }),
  withOthersMs,
);

test.concurrent(
  'a slow canary is taken back by its p99',
  () =>
    onStage('e-slow', async (stage) => {
      const changes = {
        canary: canary({ LATENCY_MS: '400' }),
        verify: oneRequest,
        checks: [{ p99: '<= 150ms' }],
      };
      const { outcome, state, users } = await (await Releasing.begin(sluice, stage, changes)).end();
      expect(outcome).toEqual({ kind: 'rolled-back', why: expect.stringContaining('p99') });
      expect(state.highestWeight).toBe(20);
      expect(users.failed).toBe(0);
    }),
  withOthersMs,
);

test.concurrent(
  'without any traffic the weight never rises: the release asks, or gives up, as it was told',
  () =>
    onStage(
      'e-no-traffic',
      async (stage) => {
        const silent = { ...quick, steps: [{ weight: 20, hold: '3s' }] };
        const asking = await Releasing.begin(sluice, stage, {
          ...silent,
          inconclusive: { limit: '4s', action: 'ask' },
        });
        const { question, report } = await asking.until((state) => state.question !== undefined);
        expect(question?.text).toMatch(/^go on without evidence\? no evidence within 4 s: .*no requests/);
        expect(report?.verdict).toBe('inconclusive');
        // Nobody answers: it goes on looking, and nothing else.
        const later = await asking.until(({ report: seen }) => (seen?.at ?? 0) > (report?.at ?? 0) + 8000);
        expect(later).toMatchObject({ weight: 20, question: { text: question?.text } });
        expect(await stage.weights()).toEqual({ v1: 80, v2: 20 });
        await asking.handle.abort({ by: 'test', reason: 'no users' });
        const { outcome, state } = await asking.end();
        expect([outcome.kind, state.highestWeight]).toEqual(['aborted', 20]);

        const givingUp = { ...silent, inconclusive: { limit: '4s', action: 'roll-back' } };
        const end = await (await Releasing.begin(sluice, stage, givingUp)).end();
        expect(end.outcome).toEqual({
          kind: 'rolled-back',
          why: expect.stringMatching(/^no evidence within 4 s: .*no requests/),
        });
        expect(end.state.highestWeight).toBe(20);
        expect(await stage.weights()).toEqual({ v1: 100 });
      },
      { ratePerSecond: 0 },
    ),
  withOthersMs,
);

test.concurrent(
  'pods that turn unready in the middle of a hold lose their users at once, and are named as the reason',
  () =>
    onStage('e-unready', async (stage) => {
      const release = await Releasing.begin(sluice, stage, { ...quick, steps: [{ weight: 50, hold: '1h' }] });
      await release.until(({ report }) => report?.verdict === 'pass' && report.share.asked === 50);
      await stage.behave('v2', { ready: false });
      const unready = ['wait', 'pod', '-l', 'version=v2', '--for=condition=Ready=false', '--timeout=300s'];
      await stage.in(unready);
      const lost = Date.now();
      await release.until(({ weight, cause }) => weight === 0 && cause !== undefined);
      console.log(`weight 0 is seen ${Date.now() - lost} ms after kubectl has seen the pods unready`);
      const { outcome } = await release.end();
      expect(outcome).toEqual({
        kind: 'rolled-back',
        why: '0 pods of the canary are ready, its weight needs 1',
      });
      expect(await stage.weights()).toEqual({ v1: 100 });
    }),
  withOthersMs,
);

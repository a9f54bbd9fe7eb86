import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { connect } from '../../../client/connect.js';
import type { LiveState, Sluice } from '../../../client/sluice.js';
import type { ActKind } from '../../../domain/act.js';
import { type AuditedWrite, AuditLog, showWrite } from './audit.js';
import { Crew } from './crew.js';
import { type Death, runningNow, takenOver } from './histories.js';
import { written } from './objects.js';
import { onStage } from './on-stage.js';
import { connectSluice, journalOf, Releasing, versionsOn } from './releasing.js';
import { canary, oneRequest, quick } from './spec-text.js';
import '../patience.js';

let crew: Crew;
let sluice: Sluice;
let client: Client;
const ports = Array.from({ length: 6 }, (_, index) => 19_520 + index);
beforeAll(async () => {
  [crew, sluice, client] = await Promise.all([Crew.open(5, ports), connectSluice(), connect({})]);
});
afterAll(async () => {
  await Promise.all([sluice.close(), client.connection.close(), crew.close()]);
});

const minutes = 30 * 60_000;
const canaryPath = '/deployments/reviews-v2';
const stablePath = '/deployments/reviews-v1';
const route = '/virtualservices/reviews';
const go = { by: 'test', reason: 'go on' };
const runs = (kind: ActKind) => (state: LiveState) => state.running?.kind === 'act' && state.running.act.kind === kind;

/** The deaths of a release's workers, each at a moment that is known exactly, with others there to go on. */
class Deaths {
  readonly all: Death[] = [];
  readonly #release: Releasing;

  constructor(release: Releasing) {
    this.#release = release;
  }

  /** Of whoever makes such a request; `before` it is made, or when it is done and the worker has not heard of it. */
  async at(what: string, method: string, path: string, when: 'before' | 'after' = 'after'): Promise<void> {
    const { hand } = await crew.caught({ method, path, at: when === 'before' ? 'request' : 'answer' });
    this.all.push({ what: `${what}, ${when} the write`, hand, at: await crew.kill(hand) });
  }

  /** Of whoever runs the act now. */
  async during(what: string, kind: ActKind): Promise<void> {
    const hand = await crew.named(await runningNow(client, this.#release.handle.id, kind));
    this.all.push({ what, hand, at: await crew.kill(hand) });
  }

  /** How long it took each time until another worker did something for the release. */
  async tell(): Promise<void> {
    const ms = await takenOver(client, this.#release.handle.id, this.all);
    console.log(`a worker was killed; so many ms later another went on: ${JSON.stringify(ms, undefined, 1)}`);
  }
}

/** Each epoch once, in order: nothing was written twice. */
function expectOneWriteEach(writes: AuditedWrite[]): void {
  for (const kind of ['virtualservices', 'deployments/reviews-v2']) {
    const epochs = writes.flatMap(({ object, fence }) => (object.startsWith(kind) && fence ? [fence.epoch] : []));
    expect(epochs).toEqual([...new Set(epochs)].toSorted((one, other) => one - other));
  }
}

/**
 * The writes, a line each. An act whose time ran out before anybody told its end is done again, by a higher epoch: when it had
 * been done, its second write leaves the mark alone.
 */
function effects(writes: AuditedWrite[]): string[] {
  const lines = writes.map(showWrite);
  return lines.filter((line, index) => line !== lines[index - 1] || writes[index]?.isMark !== true);
}

test(
  'a worker killed in every phase: the release ends well, nothing is done twice, and users notice nothing',
  () =>
    onStage('f-deaths', async (stage) => {
      const audit = await AuditLog.fromNow(stage.namespace);
      const release = await Releasing.begin(sluice, stage, {
        canary: canary({ START_SECONDS: '5', LATENCY_MS: '20' }),
        verify: {
          ...oneRequest,
          load: { get: '/reviews/7', requests: 300, concurrency: 2, failed: '<= 0%', p99: '<= 9s' },
        },
        steps: [20, 60].map((weight) => ({ weight, hold: '1h' })),
        bake: '1h',
      });
      const deaths = new Deaths(release);
      await deaths.at('deploy', 'POST', '/deployments');
      const { hand } = await crew.caught({ method: 'GET', path: '/exec', at: 'request' });
      deaths.all.push({ what: 'verify, while curl runs', hand, at: await crew.kill(hand) });
      await release.until(({ progress }) => progress?.includes('requests') === true);
      await deaths.during('load, half way', 'load');
      await deaths.at('admit', 'PATCH', canaryPath);
      await deaths.at('shift to 20', 'PATCH', route, 'before');
      await crew.complete();
      await deaths.during('hold at 20', 'watch');
      await crew.complete();
      const shifted = deaths.at('shift to 60', 'PATCH', route);
      await release.handle.skip(go);
      await shifted;
      await release.until(({ weight }) => weight === 60);
      await crew.complete();
      await release.handle.skip(go);
      await release.until(({ stages, cursor }) => stages[cursor]?.phase === 'bake');
      await crew.complete();
      await deaths.during('bake', 'watch');
      await crew.complete();
      const deleted = deaths.at('decommission', 'DELETE', stablePath);
      await release.handle.skip(go);
      await deaths.during('drain', 'drain');
      await deleted;
      await deaths.at('finish', 'PATCH', route);

      const { outcome, users, state } = await release.end();
      await deaths.tell();
      expect(outcome).toEqual({ kind: 'released' });
      expect(journalOf(state)).toContain('300 requests: 300 × 200');
      const writes = await audit.writes();
      expect(effects(writes)).toEqual([
        'create deployments/reviews-v2',
        ...['patch destinationrules/reviews', 'patch virtualservices/reviews 0 %'],
        'patch deployments/reviews-v2',
        ...[20, 60, 100].map((weight) => `patch virtualservices/reviews ${weight} %`),
        'delete deployments/reviews-v1',
        ...['patch virtualservices/reviews 100 % ended', 'patch destinationrules/reviews ended'],
      ]);
      expectOneWriteEach(writes);
      expect(await versionsOn(stage)).toEqual(['reviews-v2']);
      expect(await stage.weights()).toEqual({ v2: 100 });
      expect(users).toMatchObject({ failed: 0 });
    }),
  minutes,
);

test(
  'a worker killed all the way back: all is as it was before, nothing is done twice, and users notice nothing',
  () =>
    onStage('f-back', async (stage) => {
      const before = await written(stage, 'virtualservice/reviews');
      const changes = { verify: undefined, steps: [{ weight: 50, hold: '1h' }] };
      const release = await Releasing.begin(sluice, stage, changes);
      await release.until((state) => state.weight === 50 && runs('watch')(state));
      await crew.complete();
      const audit = await AuditLog.fromNow(stage.namespace);
      const deaths = new Deaths(release);
      const shifted = deaths.at('shift to 0', 'PATCH', route, 'before');
      await release.handle.abort({ by: 'ann', reason: 'enough' });
      await shifted;
      await deaths.during('drain', 'drain');
      await deaths.at('put back', 'DELETE', canaryPath);
      await deaths.at('finish', 'PATCH', route);
      const { outcome, users } = await release.end();
      await deaths.tell();
      expect(outcome).toEqual({ kind: 'aborted', by: 'ann', reason: 'enough' });
      const writes = await audit.writes();
      expect(effects(writes)).toEqual([
        ...['patch virtualservices/reviews 0 %', 'delete deployments/reviews-v2'],
        ...['patch virtualservices/reviews 0 % ended', 'patch destinationrules/reviews ended'],
      ]);
      expectOneWriteEach(writes);
      expect(await written(stage, 'virtualservice/reviews')).toEqual(before);
      expect(await versionsOn(stage)).toEqual(['reviews-v1']);
      expect(users).toMatchObject({ failed: 0 });
    }),
  minutes,
);

test(
  'a release that was ended by force at 50 % is named when the next begins; a rollback mends it, and then all goes again',
  () =>
    onStage('f-orphan', async (stage) => {
      const before = await written(stage, 'virtualservice/reviews');
      const left = await Releasing.begin(sluice, stage, { verify: undefined, steps: [{ weight: 50, hold: '1h' }] });
      await left.until((state) => state.weight === 50 && runs('watch')(state));
      await client.workflow.getHandle(left.handle.id).terminate('by a test');
      const again = await (await Releasing.begin(sluice, stage)).end();
      expect(again.outcome.kind).toBe('refused');
      const problems = again.outcome.kind === 'refused' ? again.outcome.problems : [];
      expect(problems).toContain(
        `Release ${left.handle.id} was ended by force, and left the canary at weight 50: \`sluice rollback ${stage.namespace}/reviews\` puts that back.`,
      );
      expect(await stage.weights()).toEqual({ v1: 50, v2: 50 });

      const mended = await sluice.rollback(`${stage.namespace}/reviews`, { by: 'ann' });
      expect(await mended.result()).toMatchObject({
        kind: 'rolled-back',
        why: expect.stringContaining(left.handle.id),
      });
      expect(await written(stage, 'virtualservice/reviews')).toEqual(before);
      expect(await versionsOn(stage)).toEqual(['reviews-v1']);
      const { outcome, users } = await (await Releasing.begin(sluice, stage, quick)).end();
      expect(outcome).toEqual({ kind: 'released' });
      expect(users).toMatchObject({ failed: 0 });
      expect(await left.users()).toMatchObject({ failed: 0 });
    }),
  minutes,
);

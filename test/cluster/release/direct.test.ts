import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { type LiveState, Sluice } from '../../../client/sluice.js';
import { kubeconfigFile } from '../../../playground/paths.js';
import { clientProgram } from '../../built.js';
import { AuditLog } from './audit.js';
import { Crew } from './crew.js';
import { written } from './objects.js';
import { Releasing, versionsOn } from './releasing.js';
import { Stage } from './stage.js';
import '../patience.js';

const cluster = `direct-${Date.now().toString(36)}`;
let crew: Crew;
let sluice: Sluice;
let stage: Stage;
beforeAll(async () => {
  [crew, sluice, stage] = await Promise.all([
    Crew.open(1, [19_540]),
    Sluice.connect({ cluster }),
    Stage.open('q-direct', { ratePerSecond: 15 }),
  ]);
});
afterAll(async () => {
  await Promise.all([sluice.close(), crew.close(), stage.close()]);
});

const minutes = 30 * 60_000;
const held = { verify: undefined, steps: [{ weight: 20, hold: '1h' }], bake: '0s' };
const isWatched = ({ running, weight }: LiveState) =>
  weight === 20 && running?.kind === 'act' && running.act.kind === 'watch';

/** `sluice abort --direct` as it is typed. */
async function direct(env: Record<string, string> = {}, own = cluster) {
  const words = ['abort', `${stage.namespace}/reviews`, '--direct', '--reason', 'page', '--by', 'ann', '--json'];
  const { exitCode, stdout } = await execa(process.execPath, [...clientProgram, ...words, '--cluster', own], {
    ...{ reject: false, stdin: 'ignore', timeout: 600_000 },
    env: { NODE_OPTIONS: '', KUBECONFIG: kubeconfigFile, ...env },
  });
  return { exitCode, answer: JSON.parse(stdout) as unknown };
}

/** A release with users on its canary, whose workers are all dead. */
async function left(): Promise<{ release: Releasing; before: unknown; audit: AuditLog }> {
  await crew.complete();
  const before = await written(stage, 'virtualservice/reviews');
  const release = await Releasing.begin(sluice, stage, held);
  await release.until(isWatched);
  await crew.killAll();
  return { release, before, audit: await AuditLog.fromNow(stage.namespace) };
}

const isZero = { v1: 100, v2: 0 };
const allAsBefore = async (before: unknown) => {
  expect(await written(stage, 'virtualservice/reviews')).toEqual(before);
  expect(await versionsOn(stage)).toEqual(['reviews-v1']);
};

test(
  'with no worker the weight is 0 at once; when one comes the release goes back by that abort, and users notice nothing',
  async () => {
    const { release, before, audit } = await left();
    const { exitCode, answer } = await direct();
    expect(await stage.weights()).toEqual(isZero);
    expect(exitCode).toBe(0);
    const routes = [{ virtualService: 'reviews', release: release.handle.id, weight: 20 }];
    expect(answer).toEqual({ direct: true, routes, release: release.handle.id });
    crew.call();
    const { outcome, users } = await release.end();
    expect(outcome).toEqual({ kind: 'aborted', by: 'ann', reason: 'page (weight 0 was written directly)' });
    expect(await audit.weights()).toEqual([0, 0, 0]);
    expect(users).toMatchObject({ failed: 0 });
    await allAsBefore(before);
  },
  minutes,
);

test(
  'with Temporal away, too: the release finds out, says by whom, and resumed it can only go back',
  async () => {
    const { release, before, audit } = await left();
    const { exitCode, answer } = await direct({ TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect(exitCode).toBe(0);
    expect(answer).toMatchObject({ direct: true, why: expect.stringContaining('does not answer') });
    expect(await stage.weights()).toEqual(isZero);
    crew.call();
    const { paused } = await release.until((state) => state.paused !== undefined);
    expect(paused?.reason).toContain(
      'edited by ann: ann gave stable all requests directly (sluice abort --direct): page',
    );
    await release.handle.resume({ by: 'eve', reason: 'go on' });
    const { outcome, users } = await release.end();
    expect(outcome).toEqual({
      kind: 'rolled-back',
      why: expect.stringContaining('ann gave stable all requests directly (sluice abort --direct): page'),
    });
    expect(new Set(await audit.weights())).toEqual(new Set([0]));
    expect(users).toMatchObject({ failed: 0 });
    await allAsBefore(before);
    const next = await Releasing.begin(sluice, stage, { ...held, steps: [{ weight: 50, hold: '3s' }] });
    await next.until(({ weight }) => weight === 50); // nothing is left in its way
    await next.handle.abort({ by: 'test', reason: 'seen' });
    expect(await next.end()).toMatchObject({ outcome: { kind: 'aborted' }, users: { failed: 0 } });
  },
  minutes,
);

test(
  "another cluster's release is not taken back, and where there is none, that is said",
  async () => {
    const { release } = await left();
    const other = await direct({}, 'another');
    expect(other).toMatchObject({
      exitCode: 1,
      answer: {
        error: {
          kind: 'cluster',
          message: expect.stringContaining(`belongs to ${release.handle.id}, which was not meant`),
        },
      },
    });
    expect(await stage.weights()).toEqual({ v1: 80, v2: 20 });
    crew.call();
    await release.handle.abort({ by: 'test', reason: 'seen' });
    await release.end();
    const none = await direct();
    expect(none).toMatchObject({ exitCode: 2, answer: { error: { kind: 'not-now' } } });
  },
  minutes,
);

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { LiveState, Sluice } from '../../../client/sluice.js';
import { eventually } from '../playground/playground-command.js';
import { AuditLog } from './audit.js';
import { Crew } from './crew.js';
import { written } from './objects.js';
import { connectSluice, Releasing, versionsOn } from './releasing.js';
import { Stage } from './stage.js';
import '../patience.js';

let crew: Crew;
let sluice: Sluice;
let stage: Stage;
beforeAll(async () => {
  [crew, sluice, stage] = await Promise.all([
    Crew.open(1, [19_528]),
    connectSluice(),
    Stage.open('f-edits', { ratePerSecond: 15 }),
  ]);
});
afterAll(async () => {
  await Promise.all([sluice.close(), crew.close(), stage.close()]);
});

const minutes = 30 * 60_000;
const held = { verify: undefined, steps: [{ weight: 20, hold: '1h' }], bake: '0s' };
const isWatched = ({ running, weight }: LiveState) =>
  weight === 20 && running?.kind === 'act' && running.act.kind === 'watch';
const abort = (release: Releasing) => release.handle.abort({ by: 'ann', reason: 'enough' });

const split = (v2: number) => [
  { destination: { host: 'reviews', subset: 'v1' }, weight: 100 - v2 },
  { destination: { host: 'reviews', subset: 'v2' }, weight: v2 },
];
const edited = 'the route was edited by kubectl-patch: v1 has 65, not 80, v2 has 35, not 20';

/** What a person does by hand: `kubectl patch`. */
function patch(...operations: object[]): Promise<string> {
  return stage.in(['patch', 'virtualservice/reviews', '--type=json', '-p', JSON.stringify(operations)]);
}
const takeMore = () => patch({ op: 'replace', path: '/spec/http/0/route', value: split(35) });
const decisions = ({ journal }: LiveState) => journal.map(({ what }) => what);

test(
  'the weight edited by hand: the release pauses and says what and who; resumed, it writes its own again and goes on',
  async () => {
    const release = await Releasing.begin(sluice, stage, held);
    await release.until(isWatched);
    const at = Date.now();
    await takeMore();
    const { paused, hold } = await release.until((state) => state.paused !== undefined);
    console.log(`an edit by hand was noticed after ${(paused?.at ?? Number.NaN) - at} ms`);
    expect(paused).toMatchObject({ by: 'sluice', foreign: true, reason: expect.stringContaining(edited) });
    expect(hold).toEqual({ remainingMs: expect.any(Number) });
    expect(await stage.weights()).toEqual({ v1: 65, v2: 35 });

    await release.handle.resume({ by: 'ann', reason: 'ours counts' });
    const resumed = await release.until((state) => isWatched(state) && state.paused === undefined);
    expect(resumed.hold?.remainingMs).toBeLessThanOrEqual(hold?.remainingMs ?? 0);
    expect(await stage.weights()).toEqual({ v1: 80, v2: 20 });
    await abort(release);
    expect(await release.end()).toMatchObject({ outcome: { kind: 'aborted' }, users: { failed: 0 } });
    expect(await stage.weights()).toEqual({ v1: 100 });
  },
  minutes,
);

test(
  'a release that was paused by an edit can be aborted as it stands',
  async () => {
    const before = await written(stage, 'virtualservice/reviews');
    const release = await Releasing.begin(sluice, stage, held);
    await release.until(isWatched);
    await takeMore();
    await release.until(({ paused }) => paused !== undefined);
    await abort(release);
    expect(await release.end()).toMatchObject({ outcome: { kind: 'aborted', by: 'ann' }, users: { failed: 0 } });
    expect(await written(stage, 'virtualservice/reviews')).toEqual(before);
    expect(await versionsOn(stage)).toEqual(['reviews-v1']);
  },
  minutes,
);

test(
  'with drift: put-back, our weight is written again at once, and the release goes on',
  async () => {
    const release = await Releasing.begin(sluice, stage, { ...held, drift: 'put-back' });
    await release.until(isWatched);
    const audit = await AuditLog.fromNow(stage.namespace);
    const at = Date.now();
    await takeMore();
    const back = await eventually(async () => (await audit.writes()).find(({ fence }) => fence?.weight === 20), 300);
    console.log(`an edit by hand was put back after ${(back?.at ?? Number.NaN) - at} ms`);
    const state = await release.until((now) => isWatched(now) && decisions(now).includes(`put back: ${edited}`));
    expect(state.paused).toBeUndefined();
    expect(await stage.weights()).toEqual({ v1: 80, v2: 20 });
    await abort(release);
    expect(await release.end()).toMatchObject({ outcome: { kind: 'aborted' }, users: { failed: 0 } });
  },
  minutes,
);

test(
  'with drift: roll-back, the release is taken back, and what was edited with it',
  async () => {
    const before = await written(stage, 'virtualservice/reviews');
    const release = await Releasing.begin(sluice, stage, { ...held, drift: 'roll-back' });
    await release.until(isWatched);
    await takeMore();
    const { outcome, users } = await release.end();
    expect(outcome).toEqual({ kind: 'rolled-back', why: edited });
    expect(users).toMatchObject({ failed: 0 });
    expect(await written(stage, 'virtualservice/reviews')).toEqual(before);
    expect(await versionsOn(stage)).toEqual(['reviews-v1']);
  },
  minutes,
);

test(
  'the weight edited while no worker runs: the next worker notices, and asks',
  async () => {
    const release = await Releasing.begin(sluice, stage, held);
    await release.until(isWatched);
    const audit = await AuditLog.fromNow(stage.namespace);
    await crew.killAll();
    await takeMore();
    const at = Date.now();
    crew.call();
    const { paused } = await release.until((state) => state.paused !== undefined);
    const ms = (paused?.at ?? Number.NaN) - at;
    console.log(`an edit from before was noticed ${ms} ms after the next worker was started`);
    expect(paused).toMatchObject({ foreign: true, reason: expect.stringContaining(edited) });
    expect(await audit.writes()).toEqual([]);
    await abort(release);
    expect(await release.end()).toMatchObject({ outcome: { kind: 'aborted' }, users: { failed: 0 } });
  },
  minutes,
);

test(
  "edits elsewhere in the VirtualService are nobody's business: they are kept, and the release goes on to its end",
  async () => {
    const release = await Releasing.begin(sluice, stage, {
      ...held,
      steps: [20, 60].map((weight) => ({ weight, hold: '1h' })),
    });
    await release.until(isWatched);
    const other = {
      name: 'other',
      match: [{ uri: { prefix: '/other' } }],
      route: [{ destination: { host: 'ratings' } }],
    };
    await patch(
      { op: 'add', path: '/metadata/labels', value: { team: 'reviews' } },
      { op: 'add', path: '/spec/http/0/timeout', value: '9s' },
      { op: 'add', path: '/spec/http/0', value: other },
    );
    const edit = await written(stage, 'virtualservice/reviews');
    await release.handle.skip({ by: 'test', reason: 'go on' });
    await release.until(({ weight }) => weight === 60);
    await release.handle.skip({ by: 'test', reason: 'go on' });
    const { outcome, users, state } = await release.end();
    expect(outcome).toEqual({ kind: 'released' });
    expect(users).toMatchObject({ failed: 0 });
    expect(decisions(state).join('\n')).not.toContain('edited');
    const [, route] = split(100);
    const http = [other, { ...edit.spec.http[1], route: [route] }];
    expect(await written(stage, 'virtualservice/reviews')).toEqual({ ...edit, spec: { ...edit.spec, http } });
  },
  minutes,
);

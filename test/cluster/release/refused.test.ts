import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Refused, type Sluice } from '../../../client/sluice.js';
import { footprint } from './objects.js';
import { connectSluice, Releasing } from './releasing.js';
import { canary, quick, specText } from './spec-text.js';
import { Stage } from './stage.js';
import { WorkerProcess } from './worker-process.js';
import '../patience.js';

let worker: WorkerProcess;
let sluice: Sluice;
let stage: Stage;
beforeAll(async () => {
  [worker, sluice, stage] = await Promise.all([
    WorkerProcess.start(19_515),
    connectSluice(),
    Stage.open('e-refused', { more: [bareClient] }),
  ]);
});
afterAll(async () => {
  await Promise.all([stage.close(), sluice.close()]);
  await worker.stop();
});

const bareClient = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'sleep-bare', labels: { app: 'sleep-bare' } },
  spec: {
    selector: { matchLabels: { app: 'sleep-bare' } },
    template: {
      metadata: { labels: { app: 'sleep-bare', 'sidecar.istio.io/inject': 'false' } },
      spec: {
        terminationGracePeriodSeconds: 1,
        containers: [
          {
            name: 'sleep',
            image: 'docker.io/sluice/sleep:v1',
            imagePullPolicy: 'Never',
            command: ['sleep', 'infinity'],
          },
        ],
      },
    },
  },
};

/** Everything that speaks against the release; nothing may have been written for it. */
async function expectRefused(changes: Record<string, unknown>, service = 'reviews'): Promise<string[]> {
  const before = await footprint(stage);
  const text = specText(stage.namespace, changes).replace('name: reviews\n', `name: ${service}\n`);
  const problems = await sluice.start(text, { by: 'test' }).then(
    async (handle) => {
      const outcome = await handle.result();
      expect(outcome.kind).toBe('refused');
      return outcome.kind === 'refused' ? outcome.problems : [];
    },
    (refused: unknown) => {
      expect(refused).toBeInstanceOf(Refused);
      return (refused as Refused).problems;
    },
  );
  expect(await footprint(stage)).toEqual(before);
  return problems;
}

test('what is not there is named, with what is', async () => {
  const { namespace } = stage;
  const route = (value: unknown) => ({ traffic: { istio: { virtualService: 'reviews', route: value } } });
  expect(await expectRefused({}, 'revews')).toEqual([
    expect.stringMatching(`^There is no Service ${namespace}/revews; did you mean reviews\\?`),
  ]);
  expect(await expectRefused(route('primry'))).toEqual([
    `VirtualService ${namespace}/reviews has no route primry; did you mean primary?`,
  ]);
  expect(await expectRefused(route(3))).toEqual([expect.stringMatching(/has no route 3/)]);
  expect(await expectRefused({ traffic: { istio: { virtualService: 'review' } } })).toEqual([
    `There is no VirtualService ${namespace}/review; did you mean reviews?`,
  ]);
});

test('hostile strings are no names, and what may hold them takes them as they are', async () => {
  const hostile = 'v2"} or vector(1) #\n$(reboot)';
  expect(await expectRefused({ canary: { ...canary(), version: hostile } })).toEqual([
    expect.stringContaining('expected a label value'),
  ]);
  const path = { verify: { requests: [{ get: `/reviews/7\r\nx: y` }] } };
  expect(await expectRefused(path)).toEqual([expect.stringContaining('expected a path')]);
  const query = { name: 'orders', query: 'sum(up) or sum("{{version}}', pass: '< 1', window: '1s' };
  expect(await expectRefused({ checks: [query] })).toEqual([
    expect.stringMatching(/^The query of check orders cannot be run: .*parse error/),
  ]);
  const route = { traffic: { istio: { virtualService: 'reviews', route: '"]}$(touch /tmp/hostile)' } } };
  expect(await expectRefused(route)).toEqual([expect.stringContaining('has no route "]}$(touch /tmp/hostile);')]);
  const from = { verify: { from: { pod: 'app=sleep;touch' }, requests: [{ get: '/' }] } };
  expect(await expectRefused(from)).toEqual([expect.stringContaining('expected labels such as app=sleep')]);
});

test('hostile strings in a request reach the canary as they are, and nothing else', async () => {
  const touch = '$(touch${IFS}/tmp/hostile)`touch${IFS}/tmp/hostile`';
  const request = {
    get: `/reviews/7?q=${touch}';touch\${IFS}/tmp/hostile;'"`,
    headers: { 'x-test': `${touch}"; touch /tmp/hostile; '` },
  };
  const changes = {
    canary: canary({ HOSTILE: `${touch}"\n'{{version}}` }),
    verify: { from: { pod: 'app=sleep' }, requests: [request] },
    steps: [{ approval: 'never' }, { weight: 50 }],
  };
  const release = await Releasing.begin(sluice, stage, changes);
  const { journal } = await release.until(({ question }) => question !== undefined);
  expect(journal.map(({ what }) => what)).toContainEqual('1 of 1 requests answered as expected');
  expect(await stage.in(['exec', 'deploy/sleep', '-c', 'sleep', '--', 'ls', '/tmp'])).not.toContain('hostile');

  // Meanwhile nobody else gets the service.
  const before = await footprint(stage);
  const second = await sluice
    .start(specText(stage.namespace, quick), { by: 'test' })
    .catch((refused: unknown) => refused);
  expect(second).toMatchObject({ name: 'Refused', kind: 'busy', message: expect.stringContaining(release.handle.id) });
  expect(await footprint(stage)).toEqual(before);
  await release.handle.abort({ by: 'test', reason: 'seen enough' });
  const { users } = await release.end();
  expect(users.byStatus).toEqual({ 200: users.requests });
});

test('clients without a sidecar, whom no route rules: refused with their number, or accepted and shown', async () => {
  const url = 'http://reviews:9080/reviews/7?[1-100]';
  const call = ['curl', '-s', '--rate', '10/s', '-o', '/dev/null', url];
  await stage.in(['exec', 'deploy/sleep-bare', '--', ...call]);
  await sleep(5000); // Prometheus scrapes each second
  const [problem = '', ...others] = await expectRefused(quick);
  expect(others).toEqual([]);
  expect(problem).toMatch(
    /^Clients without a sidecar call reviews, .* \(50 %\)\. (10\d) requests came that way in the last hour.* \(\1 from clients without a sidecar\)\. Give them sidecars, .* or write `ways: accept` into the release's spec\.$/,
  );

  const release = await Releasing.begin(sluice, stage, {
    ...quick,
    ways: 'accept',
    steps: [{ approval: 'never' }, { weight: 50 }],
  });
  const { plan } = await release.until((state) => state.plan !== undefined);
  expect(plan?.notes).toEqual([
    expect.stringMatching(/^Accepted: Clients without a sidecar .* 10\d requests came that way/),
    expect.stringContaining('sleep-bare'),
    expect.anything(),
  ]);
  await release.handle.abort({ by: 'test', reason: 'seen enough' });
  expect((await release.end()).outcome.kind).toBe('aborted');
});

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { type ReleaseHandle, Sluice } from '../../../client/sluice.js';
import { checkReceivers } from '../../../activities/preflight/check-receivers.js';
import { Findings } from '../../../activities/preflight/findings.js';
import type { Ports, Receivers } from '../../../activities/ports.js';
import { textsOf } from '../../workflows/neutral-history.js';
import { MemoryCluster } from '../client/memory-cluster.js';
import { type OwnTemporal, ownTemporal } from '../client/temporal.js';
import { eventually } from '../playground/playground-command.js';
import { specText } from '../release/spec-text.js';
import { isGenuine, Receiver } from './receiver.js';
import '../patience.js';

const secret = `whsec_${Buffer.from('a secret of twenty-four!').toString('base64')}`;
const oldSecret = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
const me = { by: 'ann', reason: 'wrong <build>' };
const cluster = new MemoryCluster();

let temporal: OwnTemporal;
let sluice: Sluice;
let stop = (): Promise<void> => Promise.resolve();
let team: Receiver;
let audit: Receiver;
beforeAll(async () => {
  [temporal, team, audit] = await Promise.all([ownTemporal(), Receiver.open(), Receiver.open()]);
  stop = await temporal.work({ ports: told() });
  sluice = await Sluice.connect({ address: temporal.address });
});
afterAll(async () => {
  await Promise.all([stop(), sluice.close()]);
  await Promise.all([team.die(), audit.die()]);
  await temporal.env.teardown();
});

/** The cluster in memory, whose preflight resolves the receivers as the real one does. */
function told(): Ports {
  const receivers: Receivers = {
    byName: {
      team: { kind: 'slack', url: team.url },
      audit: { kind: 'webhook', url: audit.url, secrets: [oldSecret, secret] },
    },
    default: ['team'],
    ui: 'http://127.0.0.1:8233/namespaces/default',
  };
  return {
    ...cluster.ports,
    receivers,
    async preflight(...given) {
      const found = await cluster.ports.preflight(...given);
      if (found.kind !== 'planned') return found;
      const notify = checkReceivers(found.spec, receivers, new Findings('accept'));
      return notify.length === 0 ? found : { ...found, plan: { ...found.plan, notify } };
    },
  };
}

const release = (namespace: string, notify?: string[]) =>
  sluice.start(
    specText(namespace, {
      ...{ steps: [{ weight: 20, hold: '1s' }, { approval: 'payments' }], bake: '0s' },
      ...(notify ? { notify } : {}),
    }),
    { by: 'ann' },
  );

async function atGate(handle: ReleaseHandle): Promise<ReleaseHandle> {
  expect(await eventually(async () => (await handle.state()).question?.gate, 300)).toBe('payments');
  return handle;
}

/** The types of what a receiver has taken of a release, by the numbers of the notices. */
function typesOf(receiver: Receiver, handle: ReleaseHandle): string[] {
  const own = handle.id.replace('release', 'notice');
  const kept = [...receiver.kept.values()].filter(({ key }) => key.startsWith(`${own}/`));
  const sorted = kept.toSorted((a, b) => Number(a.key.split('-').at(-1)) - Number(b.key.split('-').at(-1)));
  return sorted.map(({ body }) => String((JSON.parse(body) as { type?: string }).type));
}

const whole = ['release.started', 'release.question', 'release.promoted', 'release.released'];

test('who keeps keys gets everything once, signed by both secrets, with the numbers', async () => {
  const handle = await atGate(await release('signed', ['audit']));
  await handle.approve({ ...me, gate: 'payments' });
  expect(await handle.result()).toEqual({ kind: 'released' });
  expect(await eventually(async () => audit.kept.size === 4)).toBe(true);
  expect(typesOf(audit, handle)).toEqual(whole);
  for (const received of audit.received) {
    expect(await isGenuine(received, secret)).toBe(true);
    expect(await isGenuine(received, oldSecret)).toBe(true);
    expect(await isGenuine({ ...received, body: `${received.body} ` }, secret)).toBe(false);
    expect(await isGenuine({ ...received, headers: { ...received.headers, 'webhook-id': 'other' } }, secret)).toBe(
      false,
    );
  }
  const [, question] = [...audit.kept.values()];
  expect(JSON.parse(question?.body ?? '')).toMatchObject({
    data: { release: handle.id, namespace: 'signed', service: 'reviews', version: 'v2', weight: 20, gate: 'payments' },
  });
});

test('who fails, dies and loses its answers gets everything all the same, and each key once', async () => {
  audit.mood = 'fails';
  const handle = await atGate(await release('failing', ['audit']));
  const attempts = () => audit.received.filter(({ key }) => key.includes('/failing/')).length;
  expect(await eventually(async () => attempts() >= 3, 300)).toBe(true);
  expect(typesOf(audit, handle)).toEqual([]);
  await audit.die();
  await handle.approve({ ...me, gate: 'payments' });
  expect(await handle.result()).toEqual({ kind: 'released' }); // nobody listens
  audit.mood = 'loses its answer';
  await audit.rise();
  expect(await eventually(async () => typesOf(audit, handle).length === 4, 600)).toBe(true);
  audit.mood = 'answers';
  expect(typesOf(audit, handle)).toEqual(whole);
  const before = attempts();
  expect(before).toBeGreaterThan(4); // at least once: what was lost came again, with the same key
  const ids = new Set(audit.received.filter(({ key }) => key.includes('/failing/')).map(({ key }) => key));
  expect(ids.size).toBe(4);
});

test('a receiver that hangs changes nothing of when a release does what', async () => {
  team.mood = 'hangs';
  const handle = await atGate(await release('hanging'));
  await handle.abort(me);
  // For a day each notice is tried again: had the release waited for one, it would not have ended yet.
  expect(await handle.result()).toMatchObject({ kind: 'aborted' });
  expect(await eventually(async () => team.received.length > 0)).toBe(true);
  expect(team.kept.size).toBe(0);
  team.mood = 'answers';
  const texts = () => [...team.kept.values()].map(({ body }) => (JSON.parse(body) as { text: string }).text);
  expect(await eventually(async () => texts().length === 4, 600)).toBe(true);
  expect(texts().join('\n')).toContain(
    '*hanging/reviews v2 was aborted* at 0 %, by ann\naborted: wrong &lt;build&gt;\n<http://127',
  );
});

test('neither addresses nor secrets nor answers are in any history', async () => {
  const texts: string[] = [];
  for await (const { workflowId, runId } of temporal.env.client.workflow.list()) {
    const history = await temporal.env.client.workflow.getHandle(workflowId, runId).fetchHistory();
    texts.push(...textsOf(historyToJSON(history)));
  }
  const areThere = (pattern: RegExp) => texts.some((text) => pattern.test(text));
  expect(areThere(/audit could not be told: it/)).toBe(true); // so what is looked for would be found
  expect(areThere(/s3cret|whsec_|127\.0\.0\.1/)).toBe(false);
});

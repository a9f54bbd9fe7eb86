import { expect, test } from '@jest/globals';
import { bringUp } from '../../playground/bring-up.js';
import { ensureByKey, type Part, type PartName } from '../../playground/part.js';
import type { Records } from '../../playground/records.js';

/** A part that notes when it was brought up. */
function part(
  name: PartName,
  needs: PartName[],
  { log, fails = false, up = false }: { log: string[]; fails?: boolean; up?: boolean },
): Part {
  const isUp = () => Promise.resolve(up);
  return {
    name,
    needs,
    isUp,
    ensure: (past) =>
      ensureByKey({ key: 'key', past, isUp }, async () => {
        await new Promise(setImmediate);
        if (fails) throw new Error(`${name} does not start`);
        log.push(name);
      }),
  };
}

async function settle(parts: Part[], records: Records = {}): Promise<Record<string, string>> {
  const work = bringUp(parts, records, { report: () => undefined, save: () => Promise.resolve() });
  const results = [...work].map(
    async ([name, done]) =>
      [
        name,
        await done.then(
          () => 'up',
          (error: Error) => error.message,
        ),
      ] as const,
  );
  return Object.fromEntries(await Promise.all(results));
}

test('brings each part up after those it needs, whatever the order of the list', async () => {
  const log: string[] = [];
  await settle([
    part('users', ['bookinfo', 'shop'], { log }),
    part('bookinfo', ['istio'], { log }),
    part('shop', ['istio'], { log }),
    part('istio', ['kubernetes'], { log }),
    part('kubernetes', [], { log }),
  ]);
  expect(log.slice(0, 2)).toEqual(['kubernetes', 'istio']);
  expect(log.at(-1)).toBe('users');
  expect(log).toHaveLength(5);
});

test('after a failure nothing further is begun, and only the part that failed tells it', async () => {
  const log: string[] = [];
  const results = await settle([
    part('kubernetes', [], { log, fails: true }),
    part('istio', ['kubernetes'], { log }),
    part('users', ['istio'], { log }),
  ]);
  expect(results).toEqual({
    kubernetes: 'kubernetes does not start',
    istio: 'istio was not begun',
    users: 'users was not begun',
  });
  expect(log).toEqual([]);
});

test('leaves alone what is up and made from the same things', async () => {
  const log: string[] = [];
  const same = { key: 'key', seconds: 1 };
  const records: Records = { kubernetes: same, istio: { key: 'other', seconds: 1 }, dns: same };
  await settle(
    [
      part('kubernetes', [], { log, up: true }),
      part('istio', [], { log, up: true }),
      part('dns', [], { log, up: false }),
    ],
    records,
  );
  expect(log).toEqual(['istio', 'dns']);
  expect(records.kubernetes).toBe(same);
  expect(records.istio?.key).toBe('key');
});

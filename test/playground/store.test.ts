import { afterAll, expect, test } from '@jest/globals';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const home = mkdtempSync(join(tmpdir(), 'sluice-store-'));
process.env['SLUICE_PLAYGROUND_HOME'] = home;
const { fingerprint, makeOnce } = await import('../../playground/store.js');
afterAll(() => rmSync(home, { recursive: true }));

const key = (text: string) => fingerprint(text);
const make = (text: string) => async (dir: string) => writeFile(join(dir, 'file'), text);

test('makes a thing once', async () => {
  const first = await makeOnce('thing', key('a'), make('first'));
  const second = await makeOnce('thing', key('a'), make('second'));
  expect(second).toBe(first);
  expect(await readFile(join(second, 'file'), 'utf8')).toBe('first');
});

test('a thing made from something else replaces it, and no other thing', async () => {
  const other = await makeOnce('thing-else', key('a'), make('else'));
  const before = await makeOnce('thing', key('a'), make('a'));
  const after = await makeOnce('thing', key('b'), make('b'));
  expect(existsSync(before)).toBe(false);
  expect([existsSync(after), existsSync(other)]).toEqual([true, true]);
});

test('what was interrupted is not there, and its remains are cleared', async () => {
  const dying = makeOnce('broken', key('a'), async (dir) => {
    await writeFile(join(dir, 'half'), 'half');
    throw new Error('no space left on device');
  });
  await expect(dying).rejects.toThrow('no space');
  expect((await readdir(join(home, 'store'))).filter((name) => name.startsWith('broken-'))).toEqual([
    `broken-${key('a')}.partial`,
  ]);
  const whole = await makeOnce('broken', key('a'), async (dir) => mkdir(join(dir, 'whole')));
  expect(await readdir(whole)).toEqual(['whole']);
  expect((await readdir(join(home, 'store'))).filter((name) => name.startsWith('broken-'))).toEqual([
    `broken-${key('a')}`,
  ]);
});

test('two at once make it once, and the second has what the first made', async () => {
  let makes = 0;
  const slowly = () =>
    makeOnce('slow', key('a'), async (dir) => {
      makes += 1;
      await new Promise((resolve) => setTimeout(resolve, 200));
      await writeFile(join(dir, 'file'), 'whole');
    });
  const [one, other] = await Promise.all([slowly(), slowly()]);
  expect([one, makes]).toEqual([other, 1]);
});

test('a fingerprint tells where one input ends and the next begins', () => {
  expect(fingerprint('ab', 'c')).not.toBe(fingerprint('a', 'bc'));
  expect(fingerprint('a')).toMatch(/^[0-9a-f]{16}$/);
});

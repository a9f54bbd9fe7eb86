import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Refused } from '../../client/errors.js';
import { readSpec } from '../../client/spec-file.js';
import { parseRelease } from '../../spec/parse.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-spec-'));
});
afterAll(() => rm(folder, { recursive: true }));

const manifest = 'apiVersion: apps/v1\nkind: Deployment # "ours": {{x}}\nmetadata:\n  name: reviews-v2\n';

async function specWith(canary: string): Promise<{ file: string; text: string }> {
  const file = join(folder, 'release.yaml');
  const text = `# the release of the week
apiVersion: sluice/v1
kind: Release
metadata: { namespace: bookinfo, name: reviews }
spec:
  canary:
    version: v2 # twice tested
    ${canary}
  traffic: { istio: { route: primary } }
`;
  await writeFile(file, text);
  return { file, text };
}

test('a manifest beside the spec is written into its text, and nothing else changes', async () => {
  await writeFile(join(folder, 'reviews-v2.yaml'), manifest);
  const { file } = await specWith('manifest: ./reviews-v2.yaml');
  const { text } = await readSpec({ file });
  const parsed = parseRelease(text);
  expect('spec' in parsed && parsed.spec.canary.source).toEqual({ kind: 'manifest', manifest });
  expect(text).toContain('# the release of the week');
  expect(text).toContain('version: v2 # twice tested');
});

test('with a manifest in a file, problems have the lines of the spec as it was written', async () => {
  await writeFile(join(folder, 'reviews-v2.yaml'), manifest);
  const { file } = await specWith('manifest: ./reviews-v2.yaml # ours\n    redy: 5m');
  await expect(readSpec({ file })).rejects.toMatchObject({ problems: [expect.stringMatching(/^line 9, .*redy/)] });
});

test('a file that holds no manifest is refused as such', async () => {
  await writeFile(join(folder, 'words.yaml'), 'words');
  const { file } = await specWith('manifest: words.yaml');
  await expect(readSpec({ file })).rejects.toMatchObject({
    problems: [expect.stringMatching(/^line 8, spec.canary.manifest: expected the manifest's own text/)],
  });
});

test('a JSON spec stays JSON', async () => {
  await writeFile(join(folder, 'reviews-v2.yaml'), manifest);
  const file = join(folder, 'release.json');
  const canary = { version: 'v2', manifest: 'reviews-v2.yaml' };
  const spec = { canary, traffic: { istio: {} } };
  const metadata = { namespace: 'bookinfo', name: 'reviews' };
  await writeFile(file, JSON.stringify({ apiVersion: 'sluice/v1', kind: 'Release', metadata, spec }));
  const { text } = await readSpec({ file });
  expect(JSON.parse(text)).toMatchObject({ spec: { canary: { version: 'v2', manifest } } });
});

test('a spec with an image, or with the manifest written out, is sent as it is', async () => {
  for (const canary of ['image: "reviews:v2"', 'manifest: |\n      kind: Deployment\n      metadata: {}']) {
    const { file, text } = await specWith(canary);
    expect((await readSpec({ file })).text).toBe(text);
  }
});

test('a manifest that is not there is refused with its path', async () => {
  const { file } = await specWith('manifest: gone.yaml');
  await expect(readSpec({ file })).rejects.toThrow(join(folder, 'gone.yaml'));
});

test('all problems are told at once, each with its line', async () => {
  const { file } = await specWith('imagge: "x"\n    redy: 5m');
  const { problems } = (await readSpec({ file }).catch((cause: unknown) => cause as Refused)) as Refused;
  expect(problems).toEqual(expect.arrayContaining([expect.stringMatching(/^line 8.*imagge.*did you mean image/)]));
  expect(problems).toEqual(expect.arrayContaining([expect.stringMatching(/^line 9.*redy.*did you mean ready/)]));
});

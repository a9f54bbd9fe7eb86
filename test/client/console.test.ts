import { afterEach, expect, jest, test } from '@jest/globals';
import { answerSchemas, errorSchema } from '../../client/answer-schema.js';
import { Console } from '../../client/console.js';
import { previewed } from '../../client/previewed.js';
import type { Sluice } from '../../client/sluice.js';
import type { ReadSpec } from '../../client/spec-file.js';
import { specOf } from '../domain/planned.js';

afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

/** What is printed of a preview that is refused. */
async function printed(found: { problems: string[]; notes?: string[] }, { json }: { json: boolean }): Promise<string> {
  const sluice = { preview: () => Promise.resolve({ kind: 'refused', ...found }) } as unknown as Sluice;
  const refused: unknown = await previewed(sluice, { spec: specOf() } as ReadSpec).catch((error: unknown) => error);
  const lines: unknown[] = [];
  const write = jest.spyOn(json ? process.stdout : process.stderr, 'write').mockImplementation((line) => {
    lines.push(line);
    return true;
  });
  new Console(json).fail(refused);
  write.mockRestore();
  expect(process.exitCode).toBe(2);
  return lines.join('');
}

const found = { problems: ['There is no route.'], notes: ['Who called cannot be told.\u001b'] };
const message = 'A release of bookinfo/reviews v2 would be refused';

test('what would be refused is told with its problems, and then its notes', async () => {
  expect(await printed(found, { json: false })).toBe(
    String.raw`sluice: ${message}
  There is no route.
  note: Who called cannot be told.\u001b
`,
  );
});

test('the same as JSON, as its schema has it; where there are no notes, nothing is said of them', async () => {
  const [noted, plain] = [await printed(found, { json: true }), await printed({ problems: ['No.'] }, { json: true })];
  expect(JSON.parse(noted)).toEqual({ error: { kind: 'preflight', message, ...found } });
  expect(JSON.parse(plain)).toEqual({ error: { kind: 'preflight', message, problems: ['No.'] } });
  for (const each of [noted, plain]) expect(errorSchema.parse(JSON.parse(each))).toEqual(JSON.parse(each));
});

test('an outcome with notes is as the schema of what is waited for has it', () => {
  const ended = { release: 'release/a/b/c/1', outcome: { kind: 'refused', ...found } };
  expect(answerSchemas['watch']?.parse(ended)).toEqual(ended);
});

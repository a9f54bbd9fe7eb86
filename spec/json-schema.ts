import { z } from 'zod';
import { help } from './help.js';
import { releaseSchema } from './schema.js';

type Node = z.core.JSONSchema.BaseSchema;

/** The schema for editors and other languages: what people write, as JSON Schema (draft 2020-12), with words for every key. */
export function releaseJsonSchema(): Record<string, unknown> {
  const schema = withoutWords();
  for (const { path, node } of keysOf(schema)) Object.assign(node, help.get(path));
  return { ...schema, title: 'Sluice release' };
}

/** Every key that the schema knows, as a path such as `spec.steps[].weight`; `*` stands for a name that people choose. */
export function knownKeys(): readonly string[] {
  return (known ??= [...new Set(keysOf(withoutWords()).map(({ path }) => path))]);
}

/** Found once: the schema does not change, and takes a while to be read. */
let known: readonly string[] | undefined;

const withoutWords = (): Node => z.toJSONSchema(releaseSchema, { io: 'input', unrepresentable: 'any' });

function keysOf(node: Node['not'], at = ''): { path: string; node: Node }[] {
  if (typeof node !== 'object') return [];
  const own = Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const path = at === '' ? name : `${at}.${name}`;
    return [...(typeof child === 'object' ? [{ path, node: child }] : []), ...keysOf(child, path)];
  });
  const items = Array.isArray(node.items) ? undefined : node.items;
  return [
    ...own,
    ...(node.anyOf ?? []).flatMap((form) => keysOf(form, at)),
    ...keysOf(items, `${at}[]`),
    ...keysOf(node.additionalProperties, `${at}.*`),
  ];
}

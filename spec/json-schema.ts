import { z } from 'zod';
import { releaseSchema } from './schema.js';

/** The schema for editors and other languages: what people write, as JSON Schema (draft 2020-12). */
export function releaseJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(releaseSchema, { io: 'input', unrepresentable: 'any' });
  return { ...schema, title: 'Sluice release' };
}

/** Every key that the schema knows, wherever it stands. */
export function knownKeys(): string[] {
  const keys = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('properties' in node && typeof node.properties === 'object' && node.properties !== null) {
      for (const key of Object.keys(node.properties)) keys.add(key);
    }
    for (const child of Object.values(node)) visit(child);
  };
  visit(releaseJsonSchema());
  return [...keys];
}
